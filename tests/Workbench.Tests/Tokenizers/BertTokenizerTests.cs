using System.Text.Json;
using Workbench.Tests.PretrainedTests;
using Workbench.Tokenizers;

namespace Workbench.Tests.Tokenizers;

/// <summary>BERT's tokenizer against a tokenizer.json with the library's own special tokens and template, on the vocabulary of the
/// pretrained model.</summary>
public sealed class BertTokenizerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static readonly Lazy<BertTokenizer> MiniLmTokenizer = new(() =>
        BertTokenizer.From(File.ReadAllText(Path.Combine(MiniLm.Folder, "vocab.txt")))
    );

    // The settings of bert-base-uncased's tokenizer.json; the package has the vocabulary only.
    private global::Tokenizers.DotNet.Tokenizer Reference()
    {
        var vocabulary = File.ReadAllText(Path.Combine(MiniLm.Folder, "vocab.txt")).TrimEnd().Split("\r\n");
        var json = new
        {
            version = "1.0",
            added_tokens = new[] { 0, 100, 101, 102, 103 }.Select(id => new
            {
                id,
                content = vocabulary[id],
                single_word = false,
                lstrip = false,
                rstrip = false,
                normalized = false,
                special = true,
            }),
            normalizer = new
            {
                type = "BertNormalizer",
                clean_text = true,
                handle_chinese_chars = true,
                strip_accents = (bool?)null,
                lowercase = true,
            },
            pre_tokenizer = new { type = "BertPreTokenizer" },
            post_processor = new
            {
                type = "BertProcessing",
                sep = new object[] { "[SEP]", 102 },
                cls = new object[] { "[CLS]", 101 },
            },
            model = new
            {
                type = "WordPiece",
                unk_token = "[UNK]",
                continuing_subword_prefix = "##",
                max_input_chars_per_word = 100,
                vocab = vocabulary.Select((token, id) => (token, id)).ToDictionary(one => one.token, one => one.id),
            },
        };
        return new(_folder.Write("tokenizer.json", JsonSerializer.Serialize(json)));
    }

    private static readonly string[] Hard =
    [
        "",
        " ",
        "naïve café, Ångström & Ýmir: İstanbul ĲSSEL ﬁne",
        "a = b < c > d + e ^ f ~ g $ h | i ` j _ k",
        "snake_case_name camelCaseName SCREAMING_CASE x86_64",
        "line one\nline two\r\nline three\tand a tab\vand\fmore",
        "emoji 😀 and 👩‍👩‍👧, flags 🇩🇪, ☃ and ™",
        "中文字符 mixed with English, かな カナ 한국어",
        "zero\u200bwidth\u00a0space\u2028separator\ufeffmark\u0085next",
        "e\u0301 combining, A\u030a, \u0130, \u1e9e, Σίσυφος, ДЖОН, \u01c5",
        "“curly” ‘quotes’ – dashes — … ¿¡ «guillemets»",
        "https://example.org/path?q=1&r=2#frag user@example.org C:\\Windows",
        "3.14159e-10 1,000,000 $5.00 50% #42 @home",
        "[cls] and [MASK",
        "\u0000nul \u0007bell \ufffd replacement \ue000 private \u00ad soft",
        "unaffable unbelievably antidisestablishmentarianism supercalifragilisticexpialidocious",
        new('x', 100),
        new('y', 101),
        string.Concat(Enumerable.Repeat("ab", 300)),
        "\U00020000 \U0002b820 \U0002b920 \U0001d400 \U00010400 𝐛𝐨𝐥𝐝",
        "ǅ ß ŉ ΐ և ﬀ",
        "\u0378 unassigned \u2fe0",
    ];

    [Fact]
    public void Tokens_of_200_sentences_and_hard_texts_are_those_of_the_reference()
    {
        var reference = Reference();
        var tokenizer = MiniLmTokenizer.Value;
        var wrong = MiniLm
            .Sentences.Concat(Hard)
            .Select(text => (text, expected: reference.Encode(text).Select(id => (int)id), actual: tokenizer.EncodeSequence(text, 100_000)))
            .Where(one => !one.expected.SequenceEqual(one.actual))
            .Select(one => $"{one.text}\n  {string.Join(' ', one.expected)}\n  {string.Join(' ', one.actual)}");
        Assert.Equal("", string.Join('\n', wrong));
    }

    [Fact]
    public void Known_tokens()
    {
        var tokenizer = MiniLmTokenizer.Value;
        Assert.Equal(30_522, tokenizer.Vocabulary);
        // "hello", "world", "!" of bert-base-uncased.
        Assert.Equal([101, 7592, 2088, 999, 102], tokenizer.EncodeSequence("Hello, world!".Replace(",", "", StringComparison.Ordinal), 10));
        Assert.Equal([101, 7592, 102], tokenizer.EncodeSequence("Hello, world!", 3));
        Assert.Equal("[CLS] unaffable [SEP]", tokenizer.Decode(tokenizer.EncodeSequence("UNAFFABLE", 10)));
        Assert.Null(((ITokenizer)tokenizer).TokenBytes);
    }

    [Fact]
    public void Special_tokens_are_not_made_from_text()
    {
        var tokenizer = MiniLmTokenizer.Value;
        Assert.Equal("[ mask ] [ sep ]", tokenizer.Decode(tokenizer.Encode("[MASK] [SEP]")));
    }

    [Fact]
    public void A_vocabulary_with_capitals_keeps_those_of_texts()
    {
        var cased = BertTokenizer.From(Small + "A\na\n##b");
        Assert.Equal([2, 5, 7, 6, 1, 3], cased.EncodeSequence("Ab a B", 10));
        Assert.Equal([2, 5, 6, 5, 1, 3], BertTokenizer.From(Small + "a\n##b").EncodeSequence("Ab \u00e1 B", 10));
    }

    [Fact]
    public void A_vocabulary_that_is_none_is_refused()
    {
        Assert.Equal(
            "tokenizer: the tokenizer's file cannot be used: special tokens are missing (got vocab.txt: [CLS], [MASK]); "
                + "allowed: [PAD], [UNK], [CLS], [SEP], [MASK]. Check that the file is complete, and fetch or train it again.",
            Assert.Throws<InvalidInputException>(() => BertTokenizer.From("[PAD]\n[UNK]\na\n[SEP]\n")).Message
        );
        Assert.Contains(
            "a token is given twice (got vocab.txt: \"a\" in line 7)",
            Assert.Throws<InvalidInputException>(() => BertTokenizer.From(Small + "a\na\n")).Message,
            StringComparison.Ordinal
        );
        Assert.NotEqual(BertTokenizer.From(Small + "a").Fingerprint, BertTokenizer.From(Small + "b").Fingerprint);
        Assert.Throws<ArgumentOutOfRangeException>(() => BertTokenizer.From(Small + "a").Decode([6]));
    }

    private const string Small = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n";

    public void Dispose() => _folder.Dispose();
}
