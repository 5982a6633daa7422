using TorchSharp;
using Workbench.Kernels.Runtime;
using Workbench.Models;
using Workbench.Models.Blocks;
using Workbench.Models.Contracts;
using Workbench.Training;
using static TorchSharp.torch;

namespace Workbench.Tests.Training;

/// <summary>Memory is the whole process's: no other test may run beside this one.</summary>
[CollectionDefinition(nameof(RecomputeMemoryTests), DisableParallelization = true), Collection(nameof(RecomputeMemoryTests))]
public sealed class RecomputeMemoryTests
{
    [Fact]
    public void A_step_holds_the_activations_of_one_block()
    {
        const double mebibyte = 1 << 20;
        // [B, T, D] has 4 MiB; a block keeps some fifteen of these, a recomputed one two.
        var config = new TransformerConfig
        {
            Layers = 8,
            Width = 256,
            HeadCount = 4,
            Context = 1024,
            Vocabulary = 50,
        };
        Peak(config with { Layers = 1, Context = 16 }, Recompute.None);
        var (kept, computed) = (Peak(config, Recompute.None), Peak(config, Recompute.Block));
        Assert.True(kept - computed > 250 * mebibyte, $"{kept / mebibyte:0} MiB, {computed / mebibyte:0} MiB with train.recompute=block");
    }

    private static long Peak(TransformerConfig config, Recompute recompute)
    {
        using var scope = NewDisposeScope();
        using var model = config.Build(CPU, ScalarType.Float32, 1);
        using var optimiser = new Optimiser(model, new());
        model.Recompute = recompute;
        var tokens = Probe.Tokens(4, config.Context + 1, config.Vocabulary);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        TensorMemory.Release();
        PeakMemory.Reset();
        var before = PeakMemory.Now();
        TrainingStep.Take(model, optimiser, tokens, 1e-3);
        return PeakMemory.Read()!.Value - before!.Value;
    }
}
