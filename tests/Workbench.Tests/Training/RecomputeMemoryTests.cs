using TorchSharp;
using Workbench.Kernels;
using Workbench.Kernels.Runtime;
using Workbench.Models;
using Workbench.Models.Blocks;
using Workbench.Models.Contracts;
using Workbench.Models.Norms;
using Workbench.Training;
using static TorchSharp.torch;

namespace Workbench.Tests.Training;

/// <summary>Memory is the whole process's: no other test may run beside this one.</summary>
[CollectionDefinition(nameof(RecomputeMemoryTests), DisableParallelization = true), Collection(nameof(RecomputeMemoryTests))]
public sealed class RecomputeMemoryTests
{
    private const double Mebibyte = 1 << 20;

    [Fact]
    public void A_step_holds_the_activations_of_one_block()
    {
        // With the kernel `memory`, freed blocks meet at the end of a thread's heap, which the C library does not give back.
        NativeKernels.Load();
        using var plain = NativeKernels.Suspend(NativeKernels.Memory);
        var seen = new Seen();
        // [B, T, D] has 2 MiB. A block keeps more than twenty of these, a recomputed one two.
        var config = new TransformerConfig
        {
            Layers = 6,
            Width = 256,
            HeadCount = 4,
            Context = 512,
            Vocabulary = 50,
            Norm = seen,
        };
        Held(config with { Layers = 1, Context = 16 }, Recompute.None);
        var (kept, computed) = (Least(Recompute.None), Least(Recompute.Block));
        var what = $"none: {Text(kept)}; block: {Text(computed)} MiB";
        Assert.True(computed.AfterForward < kept.AfterForward / 3, what);
        Assert.True(computed.Peak < kept.Peak / 2, what);

        static string Text((double AfterForward, double Peak) held) => $"{held.AfterForward:0}, {held.Peak:0}";

        // What else the process allocates meanwhile only adds.
        (double AfterForward, double Peak) Least(Recompute recompute)
        {
            var all = Enumerable.Range(0, 5).Select(_ => Held(config, recompute)).ToList();
            return (all.Min(one => one.AfterForward), all.Min(one => one.Peak));
        }

        // What is held after the forward pass, and the most at a norm or in between. Norms are computed in both passes.
        (double AfterForward, double Peak) Held(TransformerConfig model, Recompute recompute)
        {
            using var scope = NewDisposeScope();
            using var built = model.Build(CPU, ScalarType.Float32, 1);
            built.Recompute = recompute;
            var tokens = Probe.Tokens(4, model.Context + 1, model.Vocabulary);
            seen.Values.Clear();
            GC.Collect();
            GC.WaitForPendingFinalizers();
            seen.Add();
            using (var step = NewDisposeScope())
            {
                var loss = built.Loss(tokens.narrow(1, 0, model.Context), tokens.narrow(1, 1, model.Context), -1);
                seen.Add();
                var afterForward = seen.Values[^1] - seen.Values[0];
                loss.backward();
                return (afterForward, seen.Values.Max() - seen.Values[0]);
            }
        }
    }

    private sealed record Seen : NormConfig
    {
        [System.Text.Json.Serialization.JsonIgnore]
        public List<double> Values { get; } = [];

        // Live memory: what is freed is given back first.
        public void Add()
        {
            TensorMemory.Release();
            Values.Add(PeakMemory.Now()!.Value / Mebibyte);
        }

        public override nn.Module<Tensor, Tensor> Build(BuildPlan plan) => new Module(this);

        public override long ParameterCount(int width) => 1;

        private sealed class Module(Seen seen) : nn.Module<Tensor, Tensor>("seen")
        {
            public override Tensor forward(Tensor x)
            {
                seen.Add();
                return x.tanh();
            }
        }
    }
}
