using Workbench.Configuration;
using Workbench.Kernels;
using Workbench.Training;

namespace Workbench.Tests.Training;

/// <summary>
/// The same run twice has the same bits, on one thread and on several. The number of threads is the process's: nothing else runs beside.
/// </summary>
[CollectionDefinition(nameof(ThreadTests), DisableParallelization = true), Collection(nameof(ThreadTests))]
public sealed class ThreadTests : IDisposable
{
    private readonly Runs _runs = new();

    /// <summary>Every variant that computes something of its own.</summary>
    public static TheoryData<string> Variants =>
        [
            "",
            "model.attention=linear",
            "model.attention=rfa:16",
            "model.attention=performer:16",
            "model.feedForward=relu",
            "model.feedForward=swiglu",
            "model.heads=mqa",
            "model.heads=gqa:2",
            "model.norm=rmsnorm",
            "model.norm=scalenorm",
            "model.position=sinusoidal",
            "model.position=rope",
            "model.position=alibi",
            "model.position=none",
            "model.position=t5",
            "model.position=shaw",
            "model.attention=window:40",
            "model.attention=delta",
            "model.attention=linear model.position=rope",
            "model.attention=performer:16 model.position=rope",
            "model.attention=rfa:16:gate=true",
            "model.attention=delta model.position=rope",
            "model.placement=post",
            "model.dropout=0.1",
            "model.tieEmbeddings=false",
            "train.schedule=inverse-square-root",
        ];

    // Sizes at which libtorch and the kernels share work out.
    private RunConfig Config(string overrides)
    {
        var config = _runs.Small with
        {
            Model = _runs.Small.Model with { Layers = 2, Width = 64, HeadCount = 4, Context = 128 },
            Train = _runs.Small.Train with { Steps = 3, BatchSize = 12, EvaluateEvery = 3 },
        };
        foreach (var one in overrides.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var setting = one.Split('=', 2);
            config = ConfigTree.With(config, setting[0], setting[1]);
        }
        return config;
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_run_has_the_same_bits_again_on_as_many_threads(string overrides)
    {
        var config = Config(overrides);
        var before = TorchSharp.torch.get_num_threads();
        try
        {
            foreach (var threads in new[] { 1, 2 })
            {
                TorchSharp.torch.set_num_threads(threads);
                Assert.Single(
                    new[] { "first", "second" }
                        .Select(turn =>
                        {
                            var folder = _runs.Folder($"{turn} on {threads}");
                            var numbers = Runs.Numbers(_runs.Trainer.Run(config, folder));
                            return numbers + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Runs.Weights(folder)));
                        })
                        .Distinct()
                );
            }
        }
        finally
        {
            TorchSharp.torch.set_num_threads(before);
        }
    }

    [Fact]
    public void Runs_on_other_numbers_of_threads_are_no_pairs()
    {
        var environment = RunEnvironment.Current();
        Assert.NotEqual((environment with { Threads = 1 }).Hash, (environment with { Threads = 2 }).Hash);
    }

    [Fact]
    public void An_environment_names_the_units_of_bfloat16_products()
    {
        // Processors of one name have them or not.
        var named = RunEnvironment.Current().Kernels.Where(kernel => kernel.StartsWith("bf16:", StringComparison.Ordinal));
        Assert.Equal(MixedPrecision.HasUnits ? [$"bf16:{MixedPrecision.Units}"] : [], named);
    }

    public void Dispose() => _runs.Dispose();
}
