using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels.Tests;

[Collection(NativeTests.Name)]
public class HeadTests
{
    public HeadTests() => Assert.True(NativeKernels.Load().IsOn(Head.Kernel), NativeKernels.Load().Reason);

    private static int _draws;

    internal static Tensor Random(params long[] shape) => Philox.normal(shape, RandomStream.Named(3, "head tests", _draws++));

    /// <summary>Classes of which every fourth is replaced where something is to be ignored.</summary>
    internal static Tensor Targets(long rows, long vocabulary, long? ignored = null)
    {
        var stream = RandomStream.Named(4, "head targets", _draws++);
        return tensor(
            Enumerable
                .Range(0, (int)rows)
                .Select(i => ignored is { } index && i % 4 == 1 ? index : Philox.Below(stream, (ulong)i, vocabulary))
                .ToArray()
        );
    }

    // The loss of x, weight and, where there is one, a bias; by the kernel, and by the composite in the dtype of its inputs.
    private static Func<Tensor[], Tensor[]> Kernel(Tensor targets, long ignored, double smoothing, double z, nn.Reduction reduction) =>
        i => [Head.linear_cross_entropy(i[0], i[1], targets, i.Length > 2 ? i[2] : null, ignored, smoothing, z, reduction)];

    private static Func<Tensor[], Tensor[]> Plain(Tensor targets, long ignored, double smoothing, double z, nn.Reduction reduction) =>
        i => [Head.Composite(i[0], i[1], targets, i.Length > 2 ? i[2] : null, ignored, smoothing, z, reduction)];

    private static void Check(
        Tensor[] inputs,
        Tensor targets,
        string what,
        long ignored = -100,
        double smoothing = 0,
        double z = 0,
        nn.Reduction reduction = nn.Reduction.Mean
    ) =>
        Expect.ValuesAndGradients(
            Kernel(targets, ignored, smoothing, z, reduction),
            Plain(targets, ignored, smoothing, z, reduction),
            inputs,
            2e-5,
            what
        );

    // One tile and several, no register and several, one chunk and several (of at most 1024 rows).
    private static readonly (long Rows, long Vocabulary, long Width)[] Shapes =
    [
        (1, 1, 1),
        (3, 1, 5),
        (1, 7, 3),
        (2, 2, 2),
        (33, 65, 16),
        (70, 512, 9),
        (5, 513, 4),
        (40, 1100, 24),
        (530, 530, 8),
        (2100, 19, 5),
    ];

    [Fact]
    public void Loss_and_gradients_are_those_of_float64_on_every_instruction_set()
    {
        using var scope = NewDisposeScope();
        foreach (var set in NativeTests.InstructionSets())
        {
            foreach (var (rows, vocabulary, width) in Shapes)
            {
                using var inner = NewDisposeScope();
                var (x, weight) = (Random(rows, width).requires_grad_(), Random(vocabulary, width).requires_grad_());
                var bias = Random(vocabulary).requires_grad_();
                var what = $"{set} [{rows}, {width}] to {vocabulary}";
                Check([x, weight], Targets(rows, vocabulary), what);
                Check([x, weight], Targets(rows, vocabulary), what + ", sum", reduction: nn.Reduction.Sum);
                Check([x, weight, bias], Targets(rows, vocabulary), what + ", bias, smoothing", smoothing: 0.1);
                Check([x, weight, bias], Targets(rows, vocabulary, -100), what + ", ignored, z", z: 0.01);
                Check(
                    [x, weight, bias],
                    Targets(rows, vocabulary, 0),
                    what + ", class 0 ignored, all",
                    ignored: 0,
                    smoothing: 0.3,
                    z: 1e-3
                );
            }
        }
    }

    [Fact]
    public void Batches_of_sequences_are_flattened_and_any_of_the_inputs_may_be_frozen()
    {
        using var scope = NewDisposeScope();
        var targets = Targets(6 * 50, 600).view(6, 50);
        for (var frozen = 0; frozen < 8; frozen++)
        {
            Tensor[] inputs = [Random(6, 50, 20), Random(600, 20), Random(600)];
            for (var i = 0; i < 3; i++)
                if ((frozen >> i & 1) == 0)
                    inputs[i].requires_grad_();
            Check(inputs, targets, $"frozen {frozen}");
        }
    }

    [Fact]
    public void The_gradient_is_what_finite_differences_say()
    {
        using var scope = NewDisposeScope();
        foreach (var (rows, vocabulary) in new[] { (9L, 11L), (9L, 700L) })
        {
            var targets = Targets(rows, vocabulary, -100);
            Tensor[] inputs =
            [
                Random(rows, 6).requires_grad_(),
                Random(vocabulary, 6).requires_grad_(),
                Random(vocabulary).requires_grad_(),
            ];
            Expect.FiniteDifferences(Kernel(targets, -100, 0.1, 0.01, nn.Reduction.Mean), inputs, 1e-2, 1e-2, $"{vocabulary} classes");
        }
    }

    [Fact]
    public void The_bits_do_not_depend_on_the_number_of_threads()
    {
        using var scope = NewDisposeScope();
        foreach (var (rows, vocabulary) in new[] { (300L, 65L), (600L, 1700L) })
        {
            foreach (var ignored in new long?[] { null, -100 })
            {
                var targets = Targets(rows, vocabulary, ignored);
                var (x, weight, bias) = (Random(rows, 64), Random(vocabulary, 64), Random(vocabulary));
                Expect.SameBitsOnAnyThreads(
                    () =>
                    {
                        Tensor[] leaves = [.. new[] { x, weight, bias }.Select(t => t.detach().clone().requires_grad_())];
                        var loss = Head.linear_cross_entropy(leaves[0], leaves[1], targets, leaves[2], label_smoothing: 0.1);
                        loss.backward();
                        return [loss, .. leaves.Select(leaf => leaf.grad!)];
                    },
                    $"{rows} rows, {vocabulary} classes"
                );
            }
        }
    }

    [Fact]
    public void Tensors_may_lie_in_memory_in_any_way()
    {
        using var scope = NewDisposeScope();
        foreach (var vocabulary in new[] { 30L, 700L })
        {
            var targets = Targets(12, vocabulary);
            var (x, weight, bias) = (Random(12, 8), Random(vocabulary, 8), Random(vocabulary));
            Same(t => t.t(), x.t(), weight, bias, "x transposed", 0);
            Same(t => t.slice(1, 0, 16, 2), x.repeat_interleave(2, 1), weight, bias, "every second column of x", 0);
            Same(t => t.slice(1, 3, 11, 1), cat([Random(12, 3), x, Random(12, 2)], 1), weight, bias, "x inside a wider one", 0);
            Same(t => t.expand(12, 8), Random(1, 8), weight, bias, "one row, expanded", 0);
            Same(t => t.t(), x, weight.t().contiguous(), bias, "weight transposed", 1);
            Same(t => t.slice(0, 0, 2 * vocabulary, 2), x, Random(2 * vocabulary, 8), bias, "every second row of weight", 1);
            Same(t => t.expand(vocabulary, 8), x, Random(vocabulary, 1), bias, "one column of weight, expanded", 1);
            Same(t => t.slice(0, 0, 2 * vocabulary, 2), x, weight, Random(2 * vocabulary), "every second bias", 2);
            var wide = stack([targets, targets + 1], 1).select(1, 0);
            Assert.False(wide.is_contiguous());
            Same(t => t, x, weight, bias, "strided targets", 0, wide);

            void Same(Func<Tensor, Tensor> lay, Tensor first, Tensor second, Tensor third, string what, int which, Tensor? other = null)
            {
                var answers = other ?? targets;
                Tensor[] Laid(Tensor[] i) => [.. i.Select((t, n) => n == which ? lay(t) : t)];
                Expect.ValuesAndGradients(
                    i => Kernel(answers, -100, 0, 0, nn.Reduction.Mean)(Laid(i)),
                    i => Plain(answers, -100, 0, 0, nn.Reduction.Mean)(Laid(i)),
                    [first.requires_grad_(), second.requires_grad_(), third.requires_grad_()],
                    5e-6,
                    $"{what}, {vocabulary} classes"
                );
            }
        }
    }

    [Fact]
    public void Where_nothing_counts_the_mean_is_NaN_the_sum_0_and_every_gradient_0()
    {
        using var scope = NewDisposeScope();
        foreach (var rows in new[] { 0L, 5L })
        {
            foreach (var reduction in new[] { nn.Reduction.Mean, nn.Reduction.Sum })
            {
                Tensor[] leaves = [Random(rows, 4).requires_grad_(), Random(9, 4).requires_grad_(), Random(9).requires_grad_()];
                var loss = Head.linear_cross_entropy(leaves[0], leaves[1], full(rows, -100L, int64), leaves[2], reduction: reduction);
                Assert.Equal(reduction == nn.Reduction.Mean ? float.NaN : 0f, loss.item<float>());
                loss.backward();
                foreach (var leaf in leaves)
                    Assert.True(leaf.grad!.shape.SequenceEqual(leaf.shape) && leaf.grad!.eq(0).all().item<bool>());
            }
            Assert.Equal(new HeadScore(0, 0, 0), Head.linear_cross_entropy_score(Random(rows, 4), Random(9, 4), full(rows, -100L, int64)));
        }
    }

    [Fact]
    public void A_row_that_is_ignored_is_not_looked_at()
    {
        using var scope = NewDisposeScope();
        var (x, weight) = (Random(3, 4), Random(9, 4).requires_grad_());
        x[1] = float.NaN;
        x.requires_grad_();
        var loss = Head.linear_cross_entropy(x, weight, tensor(new long[] { 2, -100, 3 }));
        loss.backward();
        Assert.True(loss.isfinite().item<bool>() && weight.grad!.isfinite().all().item<bool>());
        Assert.True(x.grad![1].eq(0).all().item<bool>());
    }

    [Fact]
    public void An_incoming_gradient_scales_and_a_graph_that_is_kept_gives_the_same_again()
    {
        using var scope = NewDisposeScope();
        var (x, weight) = (Random(30, 8).requires_grad_(), Random(600, 8).requires_grad_());
        var loss = Head.linear_cross_entropy(x, weight, Targets(30, 600));
        var one = autograd.grad([loss], [x, weight], retain_graph: true);
        var three = autograd.grad([loss * 3], [x, weight], retain_graph: true);
        loss.backward();
        for (var i = 0; i < 2; i++)
            Expect.Close(one[i] * 3, three[i], 1e-6, "three times the loss");
        Assert.True(one[0].equal(x.grad!).all().item<bool>() && one[1].equal(weight.grad!).all().item<bool>());
    }

    [Fact]
    public void What_is_added_to_a_kept_gradient_does_not_change_the_next()
    {
        using var scope = NewDisposeScope();
        foreach (var ignored in new long?[] { null, -100 })
        {
            Tensor[] leaves = [Random(30, 8).requires_grad_(), Random(70, 8).requires_grad_(), Random(70).requires_grad_()];
            var loss = Head.linear_cross_entropy(leaves[0], leaves[1], Targets(30, 70, ignored), leaves[2]);
            loss.backward(retain_graph: true);
            Tensor[] once = [.. leaves.Select(leaf => leaf.grad!.clone())];
            for (var more = 0; more < 3; more++)
                loss.backward(retain_graph: true);
            for (var i = 0; i < 3; i++)
                Expect.Close(once[i] * 4, leaves[i].grad!, 1e-6, $"input {i}, four times");
        }
    }

    [Fact]
    public void The_gradient_has_a_gradient_of_its_own()
    {
        using var scope = NewDisposeScope();
        var targets = Targets(12, 70, -100);
        Tensor[] inputs = [Random(12, 8), Random(70, 8), Random(70)];
        var kernel = Seconds(Kernel(targets, -100, 0.1, 0.01, nn.Reduction.Mean), ScalarType.Float32);
        var exact = Seconds(Plain(targets, -100, 0.1, 0.01, nn.Reduction.Mean), ScalarType.Float64);
        for (var i = 0; i < 3; i++)
            Expect.Close(exact[i], kernel[i], 2e-5, $"input {i}");

        Tensor[] Seconds(Func<Tensor[], Tensor[]> compute, ScalarType dtype)
        {
            Tensor[] leaves = [.. inputs.Select(input => input.to(dtype, copy: true).requires_grad_())];
            var firsts = autograd.grad([compute(leaves)[0].square()], leaves, retain_graph: true, create_graph: true);
            var sum = firsts.Select(first => first.square().sum()).Aggregate((a, b) => a + b);
            return [.. autograd.grad([sum], leaves)];
        }
    }

    [Fact]
    public void A_step_leaves_no_handle_behind()
    {
        using var scope = NewDisposeScope();
        foreach (var vocabulary in new[] { 30L, 6000L })
        {
            foreach (var ignored in new long?[] { null, -100 })
            {
                var targets = Targets(1500, vocabulary, ignored);
                Tensor[] leaves =
                [
                    Random(1500, 8).requires_grad_(),
                    Random(vocabulary, 8).requires_grad_(),
                    Random(vocabulary).requires_grad_(),
                ];
                Expect.NoHandleLeft(() => (Head.linear_cross_entropy(leaves[0], leaves[1], targets, leaves[2]) * 0.5).backward(), leaves);
                Expect.NoHandleLeft(() => Head.linear_cross_entropy(leaves[0], leaves[1], targets, leaves[2]).backward(), leaves);
                Expect.NoHandleLeft(() => Head.linear_cross_entropy(leaves[0], leaves[1], targets, leaves[2]), leaves); // never walked
                Expect.NoHandleLeft(() => Head.linear_cross_entropy_score(leaves[0], leaves[1], targets, leaves[2]), leaves);
            }
        }
    }

    [Fact]
    public void A_weight_that_is_also_the_embedding_gets_both_gradients()
    {
        using var scope = NewDisposeScope();
        var (tokens, targets) = (Targets(20, 600), Targets(20, 600));
        Expect.ValuesAndGradients(
            i => [Head.linear_cross_entropy(i[0].index_select(0, tokens), i[0], targets)],
            i => [Head.Composite(i[0].index_select(0, tokens), i[0], targets, null, -100, 0, 0, nn.Reduction.Mean)],
            [Random(600, 8).requires_grad_()],
            5e-6,
            "tied"
        );
    }
}
