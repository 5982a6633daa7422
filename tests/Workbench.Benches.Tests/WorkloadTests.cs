using TorchSharp;
using Workbench.Benches.Measures;
using Workbench.Kernels;
using Workbench.Models;
using static TorchSharp.torch;

namespace Workbench.Benches.Tests;

/// <summary>Both sides of a comparison do the same work: from the same numbers they compute the same results.</summary>
public class WorkloadTests
{
    public static TheoryData<string> Names => [.. Pairs().Select(pair => pair.Name)];

    private static IEnumerable<(string Name, Func<Workload> Ours, Func<Workload> Theirs)> Pairs()
    {
        var rms = KernelWorkloads.RmsNorm(7, 12);
        return
        [
            Of("layernorm", KernelWorkloads.LayerNorm(7, 12)),
            ("rmsnorm", rms.Ours, rms.Library),
            ("rmsnorm, TorchScript", rms.Ours, rms.TorchScript),
            Of("linear", KernelWorkloads.Linear(7, 12, 20)),
            Of("network", KernelWorkloads.Network(7, 12, 20)),
            Of("gelu", KernelWorkloads.Gelu(7, 12)),
            Of("swiglu", KernelWorkloads.SwiGlu(7, 12)),
            Of("head", KernelWorkloads.HeadLoss(9, 12, 40)),
            Of("embedding", KernelWorkloads.Embedding(40, 12, 9)),
            Of("rope", KernelWorkloads.Rope(2, 3, 5, 8)),
            ("attention", () => AttentionWorkloads.Ours(40), () => AttentionWorkloads.Library(40)),
            ("ALiBi", () => AttentionWorkloads.OursWithAlibi(40), () => AttentionWorkloads.LibraryWithAlibi(40)),
            ("window", () => AttentionWorkloads.OursWithWindow(40, 7), () => AttentionWorkloads.LibraryWithWindow(40, 7)),
        ];

        static (string, Func<Workload>, Func<Workload>) Of(string name, (Func<Workload> Ours, Func<Workload> Library) pair) =>
            (name, pair.Ours, pair.Library);
    }

    private static IEnumerable<Func<Workload>> Peers(TransformerConfig config) =>
        [
            () => TrainingWorkloads.TorchSharp(config, 3),
            () => TrainingWorkloads.Fused(config, 3),
            () => TrainingWorkloads.TorchScript(config, 3),
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_kernel_and_its_peer_compute_the_same_gradients(string name)
    {
        NativeKernels.Load();
        var (_, makeOurs, makeTheirs) = Pairs().Single(pair => pair.Name == name);
        using var scope = NewDisposeScope();
        using var ours = makeOurs();
        using var theirs = makeTheirs();
        var (mine, others) = (ours.Run(), theirs.Run());
        Assert.Equal(mine.Count, others.Count);
        Assert.All(
            mine.Zip(others),
            pair =>
                Assert.True(pair.First.allclose(pair.Second, 1e-3, 1e-4), $"{name}: {(pair.First - pair.Second).abs().max().item<float>()}")
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_way_to_train_sees_the_same_losses(bool tied)
    {
        NativeKernels.Load();
        var config = new TransformerConfig
        {
            Layers = 2,
            Width = 16,
            HeadCount = 2,
            Context = 8,
            Vocabulary = 30,
            TieEmbeddings = tied,
        };
        using (var peer = TrainingWorkloads.PeerOf(config))
            Assert.Equal(config.ParameterCount(), peer.parameters().Sum(one => one.numel()));
        var expected = Losses(() => TrainingWorkloads.Ours(config, 3));
        Assert.True(expected[^1] < expected[0], string.Join(", ", expected));
        foreach (var way in Peers(config))
        {
            // Not in the last digits: ours lets no vector decay.
            Assert.All(Losses(way).Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 2e-3));
        }

        static IReadOnlyList<double> Losses(Func<Workload> prepare)
        {
            using var work = prepare();
            var losses = new List<double>();
            for (var i = 0; i < 5; i++)
            {
                using var scope = NewDisposeScope();
                losses.Add(work.Run()[0].item<float>());
            }
            return losses;
        }
    }

    [Fact]
    public void Every_way_to_decode_chooses_the_same_tokens()
    {
        NativeKernels.Load();
        var decoding = new DecodingWorkloads(
            new()
            {
                Layers = 2,
                Width = 16,
                HeadCount = 2,
                Context = 12,
                Vocabulary = 30,
            },
            5
        );
        var chosen = new Func<Workload>[] { decoding.Ours, decoding.WithCache, decoding.Again }
            .Select(prepare =>
            {
                using var scope = NewDisposeScope();
                using var work = prepare();
                work.Before();
                work.Run();
                work.Before();
                return work.Run()[0].data<long>().ToArray();
            })
            .ToList();
        Assert.All(chosen, one => Assert.Equal(chosen[0], one));
    }

    [Fact]
    public void Both_sides_leave_nothing_behind()
    {
        NativeKernels.Load();
        var config = new TransformerConfig
        {
            Layers = 1,
            Width = 16,
            HeadCount = 2,
            Context = 8,
            Vocabulary = 30,
        };
        foreach (var prepare in Peers(config).Append(() => TrainingWorkloads.Ours(config, 3)))
        {
            using var work = prepare();
            // The first steps make what stays: moments, gradients.
            Step();
            Step();
            var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            Step();
            Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

            void Step()
            {
                using var scope = NewDisposeScope();
                work.Run();
            }
        }
    }
}
