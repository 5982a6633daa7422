using Workbench.Configuration;
using Workbench.Data;
using Workbench.Data.Tasks;
using Workbench.Tokenizers;
using static TorchSharp.torch;

namespace Workbench.Tests.Data;

/// <summary>Hidden tokens, hidden spans and prefixes: what the batches of the objectives say about the text.</summary>
public sealed class TextObjectiveTests : IDisposable
{
    private const int Context = 32;

    private static readonly Corpus Corpus = new(
        "tiny",
        Enumerable
            .Range(0, 40)
            .Select(i => new Document($"d{i:D2}", $"document {i}: the quick brown fox jumps over number {i * i}, twice. "))
    );

    private static readonly string Held = string.Join('\n', DocumentSplit.Of(Corpus).Validation.Select(one => one.Text));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private ITask Build(string task) =>
        Variants.Parse<TaskConfig>(task).Build(Corpus, new Characters(), one => new(new Catalogue(_folder.File("cache")), one));

    private static string Decode(ITask task, IEnumerable<long> tokens) => task.Tokenizer!.Decode([.. tokens.Select(one => (int)one)]);

    [Fact]
    public void The_targets_of_hidden_tokens_restore_the_text()
    {
        using var scope = NewDisposeScope();
        var task = Build("mlm:rate=0.3");
        var (masks, others, kept, all) = (0, 0, 0, 0);
        foreach (var batch in task.Validation(Context, 40, 7, CPU))
        {
            for (var row = 0; row < batch.Count; row++)
            {
                var tokens = batch.Inputs[row].data<long>().ToArray();
                var targets = batch.Targets[row].data<long>().ToArray();
                Assert.Equal("[CLS]", Decode(task, tokens[..1]));
                Assert.Contains(
                    Decode(task, tokens.Zip(targets, (token, target) => target == Batch.Ignored ? token : target).Skip(1)),
                    Held
                );
                // Three of ten of the 31 tokens after the first.
                var chosen = Enumerable.Range(0, Context).Where(t => targets[t] != Batch.Ignored).ToList();
                Assert.Equal(9, chosen.Count);
                Assert.DoesNotContain(0, chosen);
                all += chosen.Count;
                kept += chosen.Count(t => tokens[t] == targets[t]);
                masks += chosen.Count(t => Decode(task, [tokens[t]]) == "[MASK]");
                others += chosen.Count(t => tokens[t] != targets[t] && tokens[t] < task.Tokenizer!.Vocabulary - 4);
            }
        }
        Assert.Equal(all, masks + others + kept);
        // 360 draws: four standard deviations are 0.085 and 0.063; another token is sometimes the same one.
        Assert.InRange(masks / (double)all, 0.715, 0.885);
        Assert.InRange(kept / (double)all, 0.037, 0.17);
    }

    [Fact]
    public void Sentinels_and_their_spans_restore_the_text()
    {
        using var scope = NewDisposeScope();
        var task = Build("span-corruption:rate=0.2:mean=2");
        Assert.Equal(TaskKind.SourceToTarget, task.Kind);
        var lengths = new HashSet<int>();
        foreach (var batch in task.Validation(Context, 30, 4, CPU))
        {
            Assert.True(batch.Input.Source!.shape[1] <= Context && batch.Context <= Context);
            for (var row = 0; row < batch.Count; row++)
            {
                var source = Decode(task, batch.Input.Source[row].data<long>());
                var target = Decode(task, batch.Targets[row].data<long>());
                var read = batch.Inputs[row].data<long>().ToArray();
                Assert.Equal($"[CLS]{target[..^5]}", Decode(task, read));
                // [0]ab[1]c[SEP]: the text between sentinels goes where the source has them.
                var spans = System.Text.RegularExpressions.Regex.Matches(target, @"\[(\d+)\]([^\[]+)");
                Assert.Equal(3, spans.Count);
                foreach (System.Text.RegularExpressions.Match span in spans)
                {
                    lengths.Add(span.Groups[2].Length);
                    source = source.Replace($"[{span.Groups[1].Value}]", span.Groups[2].Value);
                }
                Assert.EndsWith("[SEP]", source);
                Assert.Contains(source[..^5], Held);
            }
        }
        Assert.True(lengths.Count > 2, "spans have different lengths");
    }

    [Fact]
    public void A_prefix_is_not_scored_and_its_bytes_are_not_counted()
    {
        using var scope = NewDisposeScope();
        var task = Build("prefix-lm");
        Assert.Equal(TaskKind.Continuation, task.Kind);
        var prefixes = new HashSet<long>();
        foreach (var batch in task.Validation(Context, 30, 3, CPU))
        {
            var scored = 0L;
            for (var row = 0; row < batch.Count; row++)
            {
                var prefix = batch.Input.Prefix![row].item<long>();
                Assert.InRange(prefix, 1, Context - 1);
                prefixes.Add(prefix);
                var (tokens, targets) = (batch.Inputs[row].data<long>().ToArray(), batch.Targets[row].data<long>().ToArray());
                for (var t = 0; t < Context; t++)
                    Assert.Equal(t + 1 >= prefix, targets[t] != Batch.Ignored);
                Assert.Equal(tokens[(int)prefix..], targets[((int)prefix - 1)..^1]);
                scored += Context - prefix + 1;
            }
            // The text has only ASCII.
            Assert.Equal(scored, batch.TargetBytes);
        }
        Assert.True(prefixes.Count > 5);
    }

    [Theory, InlineData("mlm"), InlineData("span-corruption"), InlineData("prefix-lm")]
    public void Draws_depend_on_the_seed_and_the_step_and_not_on_how_validation_is_cut(string name)
    {
        using var scope = NewDisposeScope();
        var task = Build(name);
        long[] Numbers(long seed, long step)
        {
            var batch = task.Train(seed, step, 3, Context, CPU);
            return [.. (batch.Input.Source ?? batch.Inputs).data<long>(), .. batch.Targets.data<long>()];
        }
        Assert.Equal(Numbers(1, 2), Numbers(1, 2));
        Assert.NotEqual(Numbers(1, 2), Numbers(1, 3));
        Assert.NotEqual(Numbers(1, 2), Numbers(2, 2));
        var whole = task.Validation(Context, 12, 12, CPU)[0].Targets;
        var parts = cat([.. task.Validation(Context, 12, 5, CPU).Select(batch => batch.Targets)], 0);
        Assert.True(whole.eq(parts).all().item<bool>());
        var floors = task.Floors(Context);
        Assert.InRange(floors.Shortcut, 0, floors.Chance);
        Assert.Contains("too short", Assert.Single(task.Check(1)).Rule);
    }
}
