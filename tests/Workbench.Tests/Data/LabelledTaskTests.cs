using Workbench.Configuration;
using Workbench.Data;
using Workbench.Data.Tasks;
using Workbench.Statistics;
using Workbench.Tokenizers;
using static TorchSharp.torch;

namespace Workbench.Tests.Data;

/// <summary>Tasks that classify mails, passages, words and pairs of sentences.</summary>
public sealed class LabelledTaskTests : IDisposable
{
    private const int Context = 24;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private ITask Build(string task, Corpus corpus) =>
        Variants.Parse<TaskConfig>(task).Build(corpus, new Characters(), one => new(new Catalogue(_folder.File("cache")), one));

    private static Corpus Of(params (string Name, string Text)[] documents) =>
        new("tiny", documents.Select(one => new Document(one.Name, one.Text)));

    private static readonly Corpus Mails = Of([
        .. Enumerable.Range(0, 60).Select(i => ($"easy-ham-1/{i:D2}", $"Re: list\n\nsee you at {i}")),
        .. Enumerable.Range(0, 30).Select(i => ($"spam-2/{i:D2}", $"WIN {i * 7}\n\nmoney {i} for you, click!")),
        // Equal mails count once.
        .. Enumerable.Range(0, 30).Select(i => ($"spam-3/{i:D2}", "the same mail again and again")),
    ]);

    private static string Decode(ITask task, Tensor tokens) => task.Tokenizer!.Decode([.. tokens.data<long>().Select(one => (int)one)]);

    [Fact]
    public void Mails_have_one_class_and_are_padded_and_cut_off()
    {
        using var scope = NewDisposeScope();
        var task = Build("spam", Mails);
        Assert.Equal(["ham", "spam"], task.Classes);
        Assert.Equal(MetricKind.F1, task.Metric.Kind);
        var batches = Enumerable.Range(0, 20).Select(step => task.Train(3, step, 6, Context, CPU)).ToList();
        foreach (var batch in batches)
        {
            Assert.Equal([6, 1], batch.Targets.shape);
            Assert.InRange(batch.Context, 2, Context);
            for (var row = 0; row < 6; row++)
            {
                var text = Decode(task, batch.Inputs[row]);
                Assert.Equal(text.Contains("WIN") || text.Contains("same mail"), batch.Targets[row, 0].item<long>() == 1);
                Assert.Equal(text.Split("[PAD]").Length - 1, batch.Input.Padding![row].sum().item<long>());
                Assert.StartsWith("[CLS]", text);
            }
        }
    }

    [Fact]
    public void A_users_text_is_read_as_the_tasks_own()
    {
        using var scope = NewDisposeScope();
        var task = (IReadsText)Build("spam", Mails);
        var batch = task.Train(3, 0, 12, 200, CPU);
        for (var row = 0; row < 12; row++)
        {
            var read = task.Read(Decode(task, batch.Inputs[row]).Replace("[CLS]", "").Replace("[PAD]", ""), null);
            Assert.Equal(Unpadded(batch, row), read.Tokens);
            Assert.Equal(0, Assert.Single(read.Places).At);
        }
    }

    private static long[] Unpadded(Batch batch, int row) =>
        [.. batch.Inputs[row].data<long>().Zip(batch.Input.Padding![row].data<bool>()).Where(one => !one.Second).Select(one => one.First)];

    [Fact]
    public void Equal_mails_are_not_on_both_sides_and_naive_bayes_is_the_floor()
    {
        using var scope = NewDisposeScope();
        var task = Build("spam", Mails);
        HashSet<string> Texts(IEnumerable<Batch> batches) =>
            [
                .. batches.SelectMany(batch =>
                    Enumerable.Range(0, (int)batch.Count).Select(row => Decode(task, batch.Inputs[row]).Replace("[PAD]", ""))
                ),
            ];
        var held = Texts(task.Validation(Context, 1000, 4, CPU));
        // A tenth of 91.
        Assert.Equal(9, held.Count);
        Assert.Empty(Texts(Enumerable.Range(0, 32).Select(step => task.Train(1, step, 8, 200, CPU))).Intersect(held));
        var floors = task.Floors(Context);
        Assert.Equal(1, floors.Shortcut);
        var spam = task.Validation(Context, 1000, 100, CPU)[0].Targets.sum().item<long>();
        Assert.Equal(2.0 * spam / (9 + spam), floors.Chance, 12);
    }

    [Fact]
    public void A_word_is_scored_at_its_first_token_by_its_tag_without_additions()
    {
        using var scope = NewDisposeScope();
        var lines = Enumerable
            .Range(0, 30)
            .Select(i => ($"news/n{i:D2}", $"The/at-hl dog/nn runs/vbz {i}/2/cd ./.\nla/fw-at-tl dog's/nn$ run/nn\n"));
        var task = Build("pos", Of([.. lines]));
        Assert.Equal([".", "at", "cd", "nn", "nn$", "vbz"], task.Classes);
        var batch = task.Validation(64, 1000, 1000, CPU)[0];
        Assert.Equal(6, batch.Count);
        for (var row = 0; row < batch.Count; row++)
        {
            var (tokens, classes) = (batch.Inputs[row], batch.Targets[row].data<long>().ToArray());
            var text = Decode(task, tokens).Replace("[CLS]", "~").Replace("[PAD]", "~");
            var tags = string.Join(
                ' ',
                classes
                    .Select(
                        (one, at) =>
                            one == Batch.Ignored ? null : $"{text[at]}{(text[at] == ' ' ? text[at + 1] : "")}={task.Classes[(int)one]}"
                    )
                    .OfType<string>()
            );
            Assert.Matches(text.Contains("runs") ? @"^T=at  d=nn  r=vbz  \d=cd  .=\.$" : @"^l=at  d=nn\$  r=nn$", tags);
        }
        var floors = task.Floors(64);
        // Two of the eight words of a sample are at, as many as nn, which comes later.
        Assert.Equal(0.25, floors.Chance, 12);
        Assert.Equal(1, floors.Shortcut);
    }

    [Fact]
    public void Passages_have_the_genre_of_their_sample()
    {
        using var scope = NewDisposeScope();
        var samples =
            from genre in new[] { "news", "romance" }
            from i in Enumerable.Range(0, 20)
            select ($"{genre}/{i:D2}", string.Join(' ', Enumerable.Range(0, 10).Select(word => genre[..(1 + (word + i) % 4)])));
        var task = Build("genre:words=4", Of([.. samples]));
        Assert.Equal(["news", "romance"], task.Classes);
        var batch = task.Validation(Context, 1000, 1000, CPU)[0];
        // Four samples of ten words: two passages of four words each, and one of two.
        Assert.Equal(12, batch.Count);
        for (var row = 0; row < batch.Count; row++)
            Assert.Equal(task.Classes[(int)batch.Targets[row, 0].item<long>()][0], Decode(task, batch.Inputs[row])[5]);
        Assert.Equal(1, task.Floors(Context).Shortcut);
    }

    [Fact]
    public void Half_of_the_pairs_follow_each_other_in_the_text()
    {
        using var scope = NewDisposeScope();
        var documents = Enumerable
            .Range(0, 60)
            .Select(d => ($"d{d:D2}", string.Join(d % 2 == 0 ? " " : "\n", Enumerable.Range(0, 12).Select(s => $"Part {d}.{s} is here."))));
        var task = Build("next-sentence", Of([.. documents]));
        Assert.Equal(TaskKind.PairClasses, task.Kind);
        var batch = task.Validation(100, 1000, 1000, CPU)[0];
        // Six documents with eleven first sentences each.
        Assert.Equal(66, batch.Count);
        var next = 0;
        for (var row = 0; row < batch.Count; row++)
        {
            var parts = Decode(task, batch.Inputs[row]).Replace("[CLS]", "").Replace("[PAD]", "").Split("[SEP]");
            int[] Numbers(string sentence) => [.. sentence.Split(' ')[1].Split('.').Select(int.Parse)];
            var (first, second) = (Numbers(parts[0]), Numbers(parts[1]));
            var read = ((IReadsText)task).Read(parts[0], parts[1]);
            Assert.Equal(Unpadded(batch, row), read.Tokens);
            var isNext = batch.Targets[row, 0].item<long>() == 1;
            next += isNext ? 1 : 0;
            Assert.Equal(isNext, first[0] == second[0]);
            if (isNext)
                Assert.Equal(first[1] + 1, second[1]);
            // The second segment begins behind the separator.
            var segments = batch.Input.Segments![row].data<long>().ToArray();
            Assert.Equal(2 + parts[0].Length, Array.IndexOf(segments, 1));
            Assert.Equal(read.FirstSegment, Array.IndexOf(segments, 1));
        }
        // Four standard deviations of 66 coins are 16.
        Assert.InRange(next, 17, 49);
        Assert.Matches("^Part [0-9]+\\.0 is here\\.$", ((IReadsText)task).Sample);
    }

    [Theory]
    [InlineData("spam", "spam needs mails of both classes")]
    [InlineData("genre", "genre needs samples of at least two genres")]
    [InlineData("pos", "pos needs a tagged text")]
    [InlineData("next-sentence", "next-sentence needs documents")]
    public void A_text_of_another_kind_is_refused(string task, string rule) =>
        Assert.StartsWith(rule, Assert.Throws<InvalidInputException>(() => Build(task, Of(("only", "one text")))).Faults[0].Rule);
}
