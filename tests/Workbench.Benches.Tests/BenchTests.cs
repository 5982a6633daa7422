using TorchSharp;
using Workbench.Ablation;
using Workbench.Benches.Measures;
using Workbench.Models;
using Workbench.Operations;

namespace Workbench.Benches.Tests;

[CollectionDefinition(nameof(BenchTests), DisableParallelization = true), Collection(nameof(BenchTests))]
public sealed class BenchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private HostEnvironment Here =>
        new(
            new XdgFolders(_folder.Path, _folder.Path, _folder.Path),
            TimeProvider.System,
            _folder.Path,
            _ => null,
            new WorkerCommand("worker", []),
            _folder.Path
        );

    private IReadOnlyList<Bench> All => [new BenchTrain(Here), new BenchAttention(Here), new BenchKernels(Here)];

    [Fact]
    public void Measures_have_names_of_their_own()
    {
        var launcher = _folder.Write("workbench", "");
        foreach (var bench in All)
        {
            var names = bench.Measures(new(Against: launcher)).Select(one => one.Name).ToList();
            Assert.Equal(names.Count, names.Distinct().Count());
        }
    }

    [Fact]
    public async Task What_cannot_be_measured_is_refused()
    {
        foreach (var bench in All)
        {
            Assert.Equal("a bench measures at least once (got --rounds 0)", await Refused(bench, new(Rounds: 0)));
            Assert.StartsWith(
                "no measure of this bench has a name like that (got --only \"nothing\"",
                await Refused(bench, new("nothing"))
            );
        }
        var nowhere = await Refused(new BenchTrain(Here), new(Against: "nowhere/workbench"));
        Assert.Contains("another build is named by its launcher (got nowhere/workbench)", nowhere);

        static async Task<string> Refused(Bench bench, BenchOptions options) =>
            (
                await Assert.ThrowsAsync<InvalidInputException>(() =>
                    bench.RunAsync(options, new Told(), TestContext.Current.CancellationToken)
                )
            ).Message;
    }

    [Theory]
    [InlineData("train", "training, tiny-gpt", "tokens/s", 3)]
    [InlineData("train", "products' peak, tiny-gpt", "GFLOP/s", 1)]
    [InlineData("train", "step, tiny-gpt", "%", 6)]
    [InlineData("train", "peak memory, tiny-gpt", "MB", 1)]
    [InlineData("kernels", "rope", "ms", 1)]
    [InlineData("kernels", "memory added", "MB", 1)]
    [InlineData("kernels", "product, 768 x 65 x 128", "GFLOP/s", 1)]
    [InlineData("attention", "decoding", "tokens/s", 2)]
    [InlineData("attention", "copy bandwidth", "GB/s", 1)]
    [InlineData("attention", "backward, T = 512", "ms", 1)]
    [InlineData("attention", "bf16, T = 512", "ms", 2)]
    [InlineData("attention", "delta rule, crossing point", "tokens", 1)]
    [InlineData("attention", "cost of 2 key/value heads", "ms", 1)]
    public async Task A_bench_compares_with_its_peer(string name, string only, string unit, int atLeast)
    {
        var told = new Told();
        var bench = All.Single(one => one.Name == name);
        var before = torch.get_num_threads();
        try
        {
            var report = await bench.RunAsync(new(only, Rounds: 1), told, TestContext.Current.CancellationToken);
            Assert.Contains("libtorch", report.Libtorch);
            Assert.NotEmpty(report.Processor);
            Assert.Equal((1, 1), (report.Rounds, report.Threads[0]));
            Assert.InRange(report.Comparisons.Count, atLeast, 2 * atLeast);
            Assert.All(
                report.Comparisons,
                one =>
                {
                    Assert.Equal(unit, one.Unit);
                    Assert.True(one.Ours > 0 && one.Peer > 0 && double.IsFinite(one.Ratio) && one.Note.Length > 0, one.ToString());
                    // Above 1 is better, whichever way the unit runs.
                    Assert.Equal(unit is "ms" or "MB" or "tokens" ? one.Peer / one.Ours : one.Ours / one.Peer, one.Ratio, 1e-6 * one.Ratio);
                }
            );
            Assert.Contains(told.Of<StepStarted>(), step => step.What.Contains(only, StringComparison.Ordinal));
        }
        finally
        {
            torch.set_num_threads(before);
        }
    }

    [Fact]
    public void Another_build_is_measured_by_the_steps_that_it_records()
    {
        // A build whose first step is slow and whose others make 8,000 tokens a second, and ours, which makes 4,000.
        var (other, ours) = (Launcher("other", 8000), Launcher("ours", 4000));
        var context = Context() with { HostEnvironment = Here with { Worker = new WorkerCommand(ours, ["worker"]) } };
        var measure = new BuildMeasure("tiny-gpt", ModelPresets.Named("tiny-gpt") with { Vocabulary = 65 }, 12, 5, other);
        var found = Assert.Single(measure.Take(context, TestContext.Current.CancellationToken));
        Assert.Equal((4000, 8000, 0.97, false), (Math.Round(found.Ours, 6), Math.Round(found.Peer, 6), found.Goal, found.Reached));
        Assert.Equal(0.5, found.Ratio, 9);
        var asked = File.ReadAllLines(_folder.File("other.asked"));
        Assert.Equal(4, asked.Length); // two rounds of one thread and two
        Assert.Equal(asked.Length, asked.Select(line => line.Split(" never ")[0]).Distinct().Count());
        Assert.All(
            asked,
            line =>
                Assert.Contains(
                    "never train --base tiny-gpt model.layers=4 model.headCount=4 model.width=128 model.context=64 train.batchSize=12",
                    line
                )
        );
    }

    [Fact]
    public void A_build_that_does_not_train_is_refused_with_its_own_words()
    {
        var broken = _folder.Script("broken", "#!/bin/sh\necho all is lost >&2\nexit 3\n");
        var measure = new BuildMeasure("tiny-gpt", ModelPresets.Named("tiny-gpt") with { Vocabulary = 65 }, 12, 5, broken);
        var context = Context() with { HostEnvironment = Here with { Worker = new WorkerCommand(broken, ["worker"]) } };
        var refused = Assert.Throws<InvalidInputException>(() => measure.Take(context, TestContext.Current.CancellationToken));
        Assert.Contains("all is lost", refused.Message);
    }

    [Fact]
    public void Recomputation_is_measured_against_the_same_steps_without_it()
    {
        var config = new TransformerConfig
        {
            Layers = 6,
            Width = 128,
            Context = 2048,
            Vocabulary = 40,
        };
        var found = new RecomputeMeasure("small", config, 1, 500).Take(Context(), TestContext.Current.CancellationToken);
        Assert.Equal(["recompute, small, peak memory", "recompute, small, training"], found.Select(one => one.Name));
        // That less is kept is a test of live memory (RecomputeMemoryTests); resident memory holds the gaps of the heap too.
        Assert.True(found[0].Ours > 0 && found[0].Peer > 0 && found[0].Limit == 500, found[0].ToString());
        Assert.True(found[1].Ours > 0 && found[1].Goal == 0.7, found[1].ToString());
    }

    [Theory]
    [InlineData(700, 700)]
    [InlineData(20, 64)]
    [InlineData(100_000, 8192)]
    public void A_crossing_point_is_interpolated(double crossing, double expected)
    {
        var asked = new List<int>();
        var found = CrossingMeasure.Find(
            64,
            8192,
            tokens =>
            {
                asked.Add(tokens);
                return Math.Pow(tokens / crossing, 0.8);
            }
        );
        Assert.Equal(expected, found.Tokens, 1e-6);
        Assert.Equal(asked.Order(), found.Ratios.Keys);
        if (crossing == 700)
            Assert.Equal([64, 128, 256, 512, 1024, 724, 609, 664], asked);
    }

    [Fact]
    public void Ceilings_say_the_least_time() =>
        Assert.Equal("2 GFLOP take 20 ms at 100 GFLOP/s, 5 MB take 0.5 ms at 10.0 GB/s", new MachineCeilings(100, 10).Roofline((2e9, 5e6)));

    [Fact]
    public void Memory_that_is_added_is_seen()
    {
        const double bytes = 96e6;
        torch.ones(1).Dispose(); // libtorch itself
        // Other threads take and give pages too.
        Assert.InRange(AddedMemory.Of(() => torch.ones((long)bytes / 4)), 0.9 * bytes, 1.3 * bytes);
        Assert.InRange(AddedMemory.Of(() => { }), -0.1 * bytes, 0.3 * bytes);
    }

    private BenchContext Context() => new(new MachineCeilings(100, 10), [1, 2], 2, _folder.Path, Here);

    // A program that answers as `train --json` does, and notes what it was asked.
    private string Launcher(string name, int speed) =>
        _folder.Script(
            name,
            $$"""
            #!/bin/sh
            echo "$XDG_DATA_HOME $WORKBENCH_BUILD $*" >> "{{_folder.File(name + ".asked")}}"
            mkdir -p "$XDG_DATA_HOME"
            echo '{"event":"step","step":1,"tokensPerSecond":3}' > "$XDG_DATA_HOME/metrics.jsonl"
            echo '{"event":"evaluated","step":1,"loss":1}' >> "$XDG_DATA_HOME/metrics.jsonl"
            for step in 2 3 4; do echo '{"event":"step","tokensPerSecond":{{speed}}.0}' >> "$XDG_DATA_HOME/metrics.jsonl"; done
            echo "{\"folder\": \"$XDG_DATA_HOME\", \"tokensPerSecond\": 1}"
            """
        );

    public void Dispose() => _folder.Dispose();
}
