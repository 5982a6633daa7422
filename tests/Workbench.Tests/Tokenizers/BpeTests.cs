using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Workbench.Tokenizers;

namespace Workbench.Tests.Tokenizers;

/// <summary>Training of byte-level BPE against its definition, and its tokenizer against the merges applied by hand.</summary>
public sealed class BpeTests
{
    private const string Text =
        "the cat sat on the mat. The cats' mats aren't flat; 1234 hats, 12 rats!\n\n  naïve façade — 東京の塔 🙂🙂 x̂ \u00a0\ufeff\t end";

    private static BpeModel Train(string text, int size) => BpeTrainer.Train(WordCounts.Of([text], GptWords.Next), size);

    private static ITokenizer Tokenizer(string text, int size) => TokenizerJson.Write(Train(text, size)).Open();

    // The definition: count all pairs of all words anew for every merge.
    private static List<(int, int)> Merges(string text, int size)
    {
        var words = WordCounts
            .Of([text], GptWords.Next)
            .Select(one => (Tokens: Encoding.UTF8.GetBytes(one.Key).Select(b => (int)b).ToList(), one.Value))
            .ToList();
        var merges = new List<(int, int)>();
        while (256 + merges.Count < size)
        {
            var counts = new Dictionary<(int, int), long>();
            foreach (var (tokens, count) in words)
            {
                for (var i = 1; i < tokens.Count; i++)
                    counts[(tokens[i - 1], tokens[i])] = counts.GetValueOrDefault((tokens[i - 1], tokens[i])) + count;
            }
            var best = counts.OrderByDescending(one => one.Value).ThenBy(one => one.Key).FirstOrDefault();
            if (best.Value < 2)
                break;
            foreach (var (tokens, _) in words)
            {
                for (var i = 1; i < tokens.Count; i++)
                {
                    if ((tokens[i - 1], tokens[i]) == best.Key)
                    {
                        tokens[i - 1] = 256 + merges.Count;
                        tokens.RemoveAt(i);
                    }
                }
            }
            merges.Add(best.Key);
        }
        return merges;
    }

    [Fact]
    public void Training_merges_the_most_frequent_pair_each_time() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<NonEmptyString>(),
                one =>
                {
                    // Few letters, so that pairs repeat and overlap.
                    var text = string.Concat(one.Get.Select(letter => "aab c"[letter % 5])) + Text;
                    Assert.Equal(Merges(text, 300), Train(text, 300).Merges);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Training_does_not_depend_on_the_pieces_or_on_their_order()
    {
        string[] pieces = [.. Enumerable.Range(0, 200).Select(i => $"word{i % 17} and {i} {Text}\n")];
        var whole = BpeTrainer.Train(WordCounts.Of([string.Concat(pieces)], GptWords.Next), 400);
        var parts = BpeTrainer.Train(WordCounts.Of([.. pieces.Reverse()], GptWords.Next), 400);
        Assert.Equal(whole.Merges, parts.Merges);
    }

    [Fact]
    public void Every_text_comes_back_from_its_tokens() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<string?>(),
                one =>
                {
                    var tokenizer = Tokenizer(Text, 300);
                    // Half of a surrogate pair is no character and has no bytes.
                    var text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes((one ?? "") + Text + (one ?? "")));
                    var tokens = tokenizer.Encode(text);
                    Assert.Equal(text, tokenizer.Decode(tokens));
                    Assert.Equal(Encoding.UTF8.GetByteCount(text), tokens.Sum(token => tokenizer.TokenBytes![token]));
                    Assert.Equal(ByHand(text), tokens);
                }
            )
            .QuickCheckThrowOnFailure();

    // Our view of the merges, without the library.
    private static int[] ByHand(string text)
    {
        var model = Train(Text, 300);
        var tokens = new List<int>();
        for (var start = 0; start < text.Length; )
        {
            var end = GptWords.Next(text, start);
            var word = Encoding.UTF8.GetBytes(text[start..end]).Select(b => (int)b).ToList();
            for (var rank = 0; rank < model.Merges.Count; rank++)
            {
                for (var i = 1; i < word.Count; i++)
                {
                    if ((word[i - 1], word[i]) == model.Merges[rank])
                    {
                        word[i - 1] = 256 + rank;
                        word.RemoveAt(i);
                    }
                }
            }
            tokens.AddRange(word);
            start = end;
        }
        return [.. tokens];
    }

    [Fact]
    public void A_word_of_a_million_letters_takes_seconds_and_gives_the_same_tokens()
    {
        var tokenizer = Tokenizer(Text, 300);
        var word = string.Concat(Enumerable.Range(0, 1_000_000).Select(i => "thecatsat"[i * 7 % 9]));
        var started = Stopwatch.GetTimestamp();
        Assert.Equal(word, tokenizer.Decode(tokenizer.Encode(word)));
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 30);
        Assert.Equal(ByHand(word[..2000]), tokenizer.Encode(word.AsSpan(0, 2000)));
    }

    [Fact]
    public void A_corpus_without_repeated_pairs_gives_a_smaller_vocabulary() => Assert.Equal(256, Tokenizer("ab", 4096).Vocabulary);

    [Fact]
    public void An_unknown_token_is_refused_not_left_out() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Tokenizer(Text, 300).Decode([10_000]));

    [Theory]
    [InlineData("", "it is not JSON")]
    [InlineData("[]", "it has no model")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0", "it is not JSON")]
    [InlineData("{\"model\":{\"type\":\"Other\"}}", "its model has no vocab")]
    public void Broken_files_are_refused(string text, string because)
    {
        var refused = Assert.Throws<InvalidInputException>(() => new TokenizerContent("tokenizer.json", text).Open());
        Assert.Contains("the tokenizer's file cannot be used", refused.Message);
        Assert.Contains(because.Split(':')[0], refused.Message);
    }

    [Theory]
    [InlineData("\"a\":97", "\"a\":98", "two tokens have one id")]
    [InlineData("\"a\":97", "\"a\":9700", "an id lies outside the vocabulary")]
    [InlineData("\"a\":97", "\"a\":\"97\"", "a token's id is a number")]
    [InlineData("\"a\":97", "\"b\":97", "it is not JSON")]
    [InlineData("\"a\":97,", "\"\u4e00\":97,", "stands for no byte")]
    [InlineData("\"a t\"", "\"a zz\"", "a merge names a token that the vocabulary does not have")]
    [InlineData("\"a t\"", "\"at\"", "a merge is two tokens")]
    [InlineData("\"a t\"", "\"a t\",\"a t\"", "a merge is given twice")]
    public void Contradictory_files_are_refused(string from, string to, string because)
    {
        var whole = TokenizerJson.Write(Train(Text, 300)).Text;
        Assert.Contains(from, whole);
        var refused = Assert.Throws<InvalidInputException>(() =>
            new TokenizerContent("tokenizer.json", whole.Replace(from, to, StringComparison.Ordinal)).Open("my.json")
        );
        Assert.Contains(because, refused.Message);
        Assert.Contains("my.json", refused.Message);
    }

    [Fact]
    public void The_first_merges_of_the_sample_are_known() =>
        // "at" is in cat, sat, mat, flat, hats and rats; a change of the order would rename every run.
        Assert.Equal(("a", "t"), Names(Train(Text, 257).Merges[0]));

    [Fact]
    public void Training_can_be_ended() =>
        Assert.Throws<OperationCanceledException>(() =>
            BpeTrainer.Train(WordCounts.Of(["one two"], GptWords.Next), 300, new(canceled: true))
        );

    private static (string, string) Names((int Left, int Right) pair) => ($"{(char)pair.Left}", $"{(char)pair.Right}");
}
