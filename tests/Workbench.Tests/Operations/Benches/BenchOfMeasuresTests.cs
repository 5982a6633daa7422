using System.Text.RegularExpressions;
using TorchSharp;
using Workbench.Models.Presets;
using Workbench.Operations;
using Workbench.Operations.Benches;
using Workbench.Operations.Benches.Measures;

namespace Workbench.Tests.Operations.Benches;

[CollectionDefinition(nameof(BenchOfMeasuresTests), DisableParallelization = true), Collection(nameof(BenchOfMeasuresTests))]
public sealed partial class BenchOfMeasuresTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static IReadOnlyList<BenchOfMeasures> All(Surroundings surroundings) => [new BenchTrain(surroundings), new BenchAttention(surroundings), new BenchKernels(surroundings)];

    [Fact]
    public void Measures_have_names_of_their_own()
    {
        foreach (var bench in All(PeersTests.At(_folder.Path)))
            Assert.Equal(bench.Measures.Count, bench.Measures.Select(one => one.Name).Distinct().Count());
    }

    [Fact]
    public async Task What_cannot_be_measured_is_refused()
    {
        foreach (var bench in All(PeersTests.At(_folder.Path)))
        {
            var rounds = await Refused(bench, new(Rounds: 0));
            Assert.Equal("a bench measures at least once (got --rounds 0)", rounds);
            Assert.StartsWith("no measure of this bench has a name like that (got --only \"nothing\"", await Refused(bench, new("nothing")));
            Assert.StartsWith("benches are run from a clone, where their peers' scripts are", await Refused(bench, new()));
        }

        static async Task<string> Refused(BenchOfMeasures bench, BenchOptions options) =>
            (await Assert.ThrowsAsync<InvalidInputException>(() => bench.RunAsync(options, new Told(), TestContext.Current.CancellationToken))).Message;
    }

    [Theory]
    [InlineData("kernels", "rope", "ms", 1)]
    [InlineData("kernels", "memory added", "MB", 1)]
    [InlineData("kernels", "product, 768 x 65 x 128", "GFLOP/s", 2)]
    [InlineData("attention", "decoding", "tokens/s", 2)]
    [InlineData("attention", "T = 512", "ms", 2)]
    [InlineData("attention", "key/value heads", "ms", 1)]
    public async Task A_bench_compares_with_its_peer(string name, string only, string unit, int atLeast)
    {
        var surroundings = Fake($"{name}.py");
        var told = new Told();
        var bench = All(surroundings).Single(one => one.Name == name);
        var before = torch.get_num_threads();
        try
        {
            var found = await bench.RunAsync(new(only, Rounds: 1), told, TestContext.Current.CancellationToken);
            Assert.InRange(found.Count, atLeast, 2 * atLeast);
            Assert.All(found, one =>
            {
                Assert.Equal(unit, one.Unit);
                Assert.True(one.Ours > 0 && one.Peer > 0 && double.IsFinite(one.Ratio), one.ToString());
                // Above 1 is better, whichever way the unit runs.
                Assert.Equal(unit is "ms" or "MB" ? one.Peer / one.Ours : one.Ours / one.Peer, one.Ratio, 1e-6 * one.Ratio);
            });
            Assert.Contains(told.Of<StepStarted>(), step => step.What.Contains(only, StringComparison.Ordinal));
        }
        finally
        {
            torch.set_num_threads(before);
        }
    }

    [Fact]
    public void A_training_goal_is_the_lower_of_two()
    {
        var model = ModelPresets.Named("tiny-gpt") with { Vocabulary = 65 };
        var measure = new TrainingMeasure("tiny-gpt", model, batch: 12, share: 0.6, steps: 3);
        // 6 N + 12 L T D of a token, at 60 % of 100 GFLOP/s.
        var bound = 0.6 * 100e9 / (6.0 * model.ParameterCount() + 12 * 4 * 64 * 128);
        Assert.Equal(6.0 * model.ParameterCount() + 12 * 4 * 64 * 128, measure.FlopsPerToken);
        var ground = new Ground(null!, new Ceilings(100, 10), [1], 1, "", PeersTests.At(_folder.Path));
        Assert.Equal(3, measure.GoalFor(ground, peerTokensPerSecond: bound / 4));
        Assert.Equal(1.5, measure.GoalFor(ground, peerTokensPerSecond: bound / 1.5), 9);
    }

    [Fact]
    public async Task Training_is_measured_by_its_steps()
    {
        var surroundings = Fake("train.py");
        var before = torch.get_num_threads();
        try
        {
            using var peers = new Peers(PeerScript.In(surroundings, "train.py", "python3-torch"), PeerSetting.All([1], null));
            var ground = new Ground(peers, new Ceilings(100, 10), [1], 1, _folder.Path, surroundings);
            var measure = new TrainingMeasure("small", ModelPresets.Named("tiny-gpt") with { Layers = 1, Width = 16, HeadCount = 2, Context = 8, Vocabulary = 30 }, batch: 2, share: 0.6, steps: 3);
            var found = Assert.Single(await measure.Take(ground, TestContext.Current.CancellationToken));
            Assert.Equal(("training, small", "tokens/s", 2 * 8 / 0.5), (found.Name, found.Unit, found.Peer));
            Assert.True(found.Ours > 10, found.ToString());
            Assert.Contains("3 x are 96 tokens/s", found.Note);
        }
        finally
        {
            torch.set_num_threads(before);
        }
    }

    [Fact]
    public void Ceilings_say_the_least_time() => Assert.Equal(
        "2 GFLOP take 20 ms at the 100 GFLOP/s of products, 5 MB take 0.5 ms at the 10.0 GB/s of memory, less from caches", new Ceilings(100, 10).Roofline(2e9, 5e6));

    [Fact]
    public void Memory_that_is_added_is_seen()
    {
        const double bytes = 96e6;
        torch.ones(1).Dispose(); // libtorch itself
        Assert.InRange(OurMemory.Added(() => torch.ones((long)bytes / 4)), 0.9 * bytes, 1.3 * bytes); // other threads take and give pages too
        Assert.InRange(OurMemory.Added(() => { }), 0, 0.3 * bytes);
    }

    [Theory]
    [InlineData("train.py", "TrainingMeasure")]
    [InlineData("attention.py", "Attention*", "DecodingTime")]
    [InlineData("kernels.py", "NormTime", "ActivationTime", "Head*", "OptimiserTime", "EmbeddingTime", "RopeTime")]
    public void What_a_measure_asks_for_is_work_of_its_script(string script, params string[] measures)
    {
        var works = Definition().Matches(Clone.Read("bench", script)).Select(match => match.Groups[1].Value).ToHashSet();
        var folder = Clone.In("src", "Workbench", "Operations", "Benches", "Measures");
        var asked = measures.SelectMany(pattern => Directory.EnumerateFiles(folder, $"{pattern}.cs"))
            .SelectMany(file => Request().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)).ToList();
        Assert.NotEmpty(asked);
        Assert.Empty(asked.Except(works));
    }

    [GeneratedRegex(@"^def (\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Definition();

    [GeneratedRegex(@"Request => \[""(\w+)""")]
    private static partial Regex Request();

    // A clone whose peer takes half a second and 100 MB for everything, without a look at what is asked.
    private Surroundings Fake(string script)
    {
        Directory.CreateDirectory(_folder.File("bench"));
        File.Copy(Clone.In("bench", "blas_onednn.c"), _folder.File(Path.Combine("bench", "blas_onednn.c")), overwrite: true);
        _folder.Write(Path.Combine("bench", script), "import sys\nfor line in sys.stdin: print('{\"seconds\": 0.5, \"bytes\": 1e8}', flush=True)\n");
        return PeersTests.At(_folder.Path);
    }

    public void Dispose() => _folder.Dispose();
}
