using System.Text.Json.Nodes;
using Workbench.Tokenizers;

namespace Workbench.Tests.Tokenizers;

/// <summary>Files of Hugging Face's library: which code reads them, and what is refused.</summary>
public sealed class HuggingFaceTests : IDisposable
{
    private const string Text =
        "the cat sat on the mat. The cats' mats aren't flat; 1234 hats!\n\n  naïve façade — 東京の塔 🙂 x̂ \u00a0 end";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static JsonObject Bpe() =>
        JsonNode.Parse(TokenizerJson.Write(BpeTrainer.Train(WordCounts.Of([Text], GptWords.Next), 320)).Text)!.AsObject();

    // The library splits digits one by one, so our own code has no part in it.
    private static JsonObject SplitBpe()
    {
        var file = Bpe();
        file["pre_tokenizer"] = JsonNode.Parse(
            """
            {"type": "Sequence", "pretokenizers": [
              {"type": "Digits", "individual_digits": true},
              {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true}]}
            """
        );
        return file;
    }

    private const string Bert = """
        {
          "added_tokens": [
            {"id": 0, "content": "[UNK]", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true},
            {"id": 1, "content": "[CLS]", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}
          ],
          "truncation": {"direction": "Right", "max_length": 3, "strategy": "LongestFirst", "stride": 0},
          "padding": {"strategy": {"Fixed": 9}, "direction": "Right", "pad_id": 0, "pad_type_id": 0, "pad_token": "[UNK]"},
          "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": true},
          "pre_tokenizer": {"type": "BertPreTokenizer"},
          "post_processor": {
            "type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
            "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
            "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [1], "tokens": ["[CLS]"]}}
          },
          "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
          "model": {
            "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100,
            "vocab": {"[UNK]": 0, "[CLS]": 1, "cafe": 2, "##s": 3, "a": 4}
          }
        }
        """;

    private ITokenizer Open(string json) => new TokenizerFile(_folder.Write("tokenizer.json", json)).Build(null!);

    [Fact]
    public void Special_tokens_padding_and_limits_of_the_file_are_left_out()
    {
        var tokenizer = Open(Bert);
        Assert.Equal([2, 3, 4, 4, 4, 0], tokenizer.Encode("Cafés a a a x"));
        Assert.Equal([], tokenizer.Encode(""));
        Assert.Equal([4, 1, 4], tokenizer.Encode("a[CLS]a"));
        Assert.Equal("[CLS] cafes a", tokenizer.Decode([1, 2, 3, 4]));
        Assert.Equal(5, tokenizer.Vocabulary);
        Assert.Null(tokenizer.TokenBytes);
        Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.Decode([5]));
        Assert.Equal(tokenizer.Encode("a a"), tokenizer.Content!.Open().Encode("a a"));
    }

    [Fact]
    public void Byte_level_files_have_the_same_tokens_in_both_libraries()
    {
        var file = Bpe();
        // The same words, said in another way.
        file["pre_tokenizer"] = JsonNode.Parse(
            """
            {"type": "Sequence", "pretokenizers": [
              {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true}]}
            """
        );
        var (ours, theirs) = (Open(Bpe().ToJsonString()), Open(file.ToJsonString()));
        Assert.IsType<ByteLevelTokenizer>(ours);
        Assert.IsType<HuggingFaceTokenizer>(theirs);
        Assert.Equal(ours.Encode(Text), theirs.Encode(Text));
        Assert.Equal(ours.TokenBytes, theirs.TokenBytes);
    }

    [Fact]
    public void Bytes_of_text_are_known_for_byte_level_files()
    {
        var tokenizer = Open(SplitBpe().ToJsonString());
        var tokens = tokenizer.Encode(Text);
        Assert.Equal(Text, tokenizer.Decode(tokens));
        Assert.Equal(System.Text.Encoding.UTF8.GetByteCount(Text), tokens.Sum(token => tokenizer.TokenBytes![token]));
        Assert.Equal("\ufffda", tokenizer.Decode(tokenizer.Encode("\ud800a")));
    }

    [Theory]
    [InlineData("normalizer", """{"type": "NFC"}""")]
    [InlineData("decoder", """null""")]
    [InlineData("pre_tokenizer", """{"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true}""")]
    public void Bytes_of_text_are_unknown_when_the_file_may_change_them(string part, string json)
    {
        var file = SplitBpe();
        file[part] = JsonNode.Parse(json);
        Assert.Null(Open(file.ToJsonString()).TokenBytes);
    }

    [Theory]
    [InlineData("\"a\": 4", "\"a\": 3", "two tokens have one id")]
    [InlineData("\"a\": 4", "\"a\": -4", "an id lies outside the vocabulary")]
    [InlineData("\"a\": 4", "\"a\": 2000000000", "an id lies outside the vocabulary")]
    [InlineData(
        "\"id\": 1, \"content\": \"[CLS]\"",
        "\"id\": 2, \"content\": \"[CLS]\"",
        "an added token has another id in the vocabulary"
    )]
    [InlineData("\"id\": 1, \"content\": \"[CLS]\"", "\"id\": 9, \"content\": \"[NEW]\"", "does not follow those of the vocabulary")]
    [InlineData("\"id\": 1, \"content\": \"[CLS]\"", "\"content\": \"[CLS]\"", "an added token has a content and an id")]
    [InlineData("\"BertPreTokenizer\"", "\"Unheard\"", "the tokenizer's file cannot be used")]
    [InlineData("\"type\": \"WordPiece\", \"unk", "\"type\": \"Unheard\", \"unk", "the tokenizer's file cannot be used")]
    public void Contradictory_files_are_refused(string from, string to, string because)
    {
        Assert.Contains(from, Bert);
        var refused = Assert.Throws<InvalidInputException>(() => Open(Bert.Replace(from, to, StringComparison.Ordinal)));
        Assert.Contains(because, refused.Message);
        Assert.Contains("tokenizer.json", refused.Message);
    }

    [Theory]
    [InlineData("""[{"id": 5000, "content": "<x>", "special": true}]""", "the tokenizer's file cannot be used")]
    [InlineData("""[{"id": -5, "content": "<x>", "special": true}]""", "an id lies outside the vocabulary")]
    [InlineData(
        """[{"id": 9000, "content": "<x>", "special": true}, {"id": 9000, "content": "<y>", "special": true}]""",
        "two tokens have one id"
    )]
    [InlineData("\"x\"", "its added_tokens are no list")]
    public void Added_tokens_of_byte_level_BPE_that_contradict_are_refused(string added, string because)
    {
        var whole = Bpe();
        whole["added_tokens"] = JsonNode.Parse(added);
        Assert.Contains(because, Assert.Throws<InvalidInputException>(() => Open(whole.ToJsonString())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_file_is_refused()
    {
        for (var length = 0; length < Bert.Length - 1; length += 53)
            Assert.Contains(
                "the tokenizer's file cannot be used",
                Assert.Throws<InvalidInputException>(() => Open(Bert[..length])).Message
            );
    }

    [Fact]
    public void A_missing_unknown_token_is_refused_when_it_is_needed()
    {
        var tokenizer = Open(Bert.Replace("\"unk_token\": \"[UNK]\"", "\"unk_token\": \"[GONE]\"", StringComparison.Ordinal));
        Assert.Equal([4], tokenizer.Encode("a"));
        Assert.Contains("cannot encode", Assert.Throws<InvalidInputException>(() => tokenizer.Encode("x")).Message);
    }
}
