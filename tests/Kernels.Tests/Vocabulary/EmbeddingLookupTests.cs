using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels.Tests;

[Collection(NativeTests.Name)]
public class EmbeddingLookupTests
{
    public EmbeddingLookupTests() => Assert.True(NativeKernels.Load().IsOn(EmbeddingLookup.Kernel), NativeKernels.Load().Reason);

    private static int _draws;

    private static Tensor Random(params long[] shape) => Philox.normal(shape, RandomStream.Named(5, "embedding tests", _draws++));

    private static Tensor Tokens(long vocabulary, params long[] shape)
    {
        var stream = RandomStream.Named(6, "embedding tokens", _draws++);
        var count = shape.Aggregate(1L, (a, b) => a * b);
        return tensor(Enumerable.Range(0, (int)count).Select(i => Philox.Below(stream, (ulong)i, vocabulary)).ToArray(), int64)
            .reshape(shape);
    }

    [Fact]
    public void Rows_and_their_gradients_are_those_of_float64_on_every_instruction_set()
    {
        using var scope = NewDisposeScope();
        foreach (var set in NativeTests.InstructionSets())
        {
            foreach (
                var (vocabulary, width, shape) in new (long, long, long[])[]
                {
                    (1, 1, [1]),
                    (1, 3, [40]),
                    (5, 16, [0]),
                    (5, 16, []),
                    (7, 33, [3, 5]),
                    (65, 130, [4, 50]),
                    (3000, 70, [2, 9]),
                    (300, 1, [500]),
                    (4, 0, [3]),
                }
            )
            {
                var tokens = Tokens(vocabulary, shape);
                foreach (var padding in new long?[] { null, vocabulary - 1 })
                {
                    Expect.ValuesAndGradients(
                        i => [EmbeddingLookup.embedding(tokens, i[0], padding)],
                        i => [EmbeddingLookup.Composite(tokens, i[0], padding)],
                        [Random(vocabulary, width).requires_grad_()],
                        2e-6,
                        $"{set} [{vocabulary}, {width}] by [{string.Join(", ", shape)}]"
                    );
                }
            }
        }
    }

    [Fact]
    public void Tokens_weight_and_gradient_may_lie_in_memory_in_any_way()
    {
        using var scope = NewDisposeScope();
        var tokens = Tokens(20, 6, 4);
        Lay("transposed tokens", i => i, tokens.t(), Random(20, 5));
        Lay("expanded tokens", i => i, tokens[0].expand(3, 4), Random(20, 5));
        Lay("transposed weight", i => i.t(), tokens, Random(5, 20));
        Lay("every second row", i => i.slice(0, 0, 40, 2), tokens, Random(40, 5));
        Lay("every second column", i => i.slice(1, 0, 10, 2), tokens, Random(20, 10));
        Lay("one row for all", i => i.expand(20, 5), tokens, Random(1, 5));

        // The gradients that come in: of a transpose, of every second column, expanded.
        foreach (
            var (what, then) in new (string, Func<Tensor, Tensor>)[]
            {
                ("transposed", t => t.transpose(0, 2).contiguous()),
                ("sliced", t => t.slice(2, 0, 5, 2)),
                ("expanded", t => t.sum()),
            }
        )
        {
            Expect.ValuesAndGradients(
                i => [then(EmbeddingLookup.embedding(tokens, i[0]))],
                i => [then(EmbeddingLookup.Composite(tokens, i[0], null))],
                [Random(20, 5).requires_grad_()],
                2e-6,
                "a gradient that is " + what
            );
        }

        static void Lay(string what, Func<Tensor, Tensor> lay, Tensor tokens, Tensor weight) =>
            Expect.ValuesAndGradients(
                i => [EmbeddingLookup.embedding(tokens, lay(i[0]))],
                i => [EmbeddingLookup.Composite(tokens, lay(i[0]), null)],
                [weight.requires_grad_()],
                2e-6,
                what
            );
    }

    [Fact]
    public void The_bits_do_not_depend_on_the_number_of_threads()
    {
        using var scope = NewDisposeScope();
        foreach (var (vocabulary, width, count) in new[] { (7L, 300L, 4000L), (5000L, 200L, 3000L) })
        {
            var (tokens, weight, weighting) = (Tokens(vocabulary, count), Random(vocabulary, width), Random(count, width));
            Expect.SameBitsOnAnyThreads(
                () =>
                {
                    var leaf = weight.detach().clone().requires_grad_();
                    var rows = EmbeddingLookup.embedding(tokens, leaf);
                    (rows * weighting).sum().backward();
                    return [rows, leaf.grad!];
                },
                $"{count} of {vocabulary}"
            );
        }
    }

    [Fact]
    public void The_gradient_of_a_table_that_is_also_the_head_is_the_sum_of_both()
    {
        using var scope = NewDisposeScope();
        var tokens = Tokens(700, 4, 5);
        var weight = Random(700, 8).requires_grad_();
        Expect.ValuesAndGradients(
            i => [Head.linear_cross_entropy(EmbeddingLookup.embedding(tokens, i[0]), i[0], tokens)],
            i =>
                [
                    nn.functional.cross_entropy(
                        matmul(EmbeddingLookup.Composite(tokens, i[0], null).flatten(0, 1), i[0].t()),
                        tokens.flatten()
                    ),
                ],
            [weight],
            2e-6,
            "tied"
        );
    }

    [Fact]
    public void A_step_leaves_no_handle_behind()
    {
        using var scope = NewDisposeScope();
        foreach (var tokens in new[] { Tokens(9, 4, 5), Tokens(9, 20), Tokens(9, 5, 4).t() })
        {
            Tensor[] leaf = [Random(9, 6).requires_grad_()];
            Expect.NoHandleLeft(() => EmbeddingLookup.embedding(tokens, leaf[0], 2).sum().backward(), leaf);
            Expect.NoHandleLeft(() => EmbeddingLookup.embedding(tokens, leaf[0]), leaf); // never walked
        }
    }

    [Fact]
    public void The_gradient_has_a_gradient_of_its_own()
    {
        using var scope = NewDisposeScope();
        var tokens = Tokens(8, 5, 3);
        foreach (var padding in new long?[] { null, 2 })
        {
            var leaf = Random(8, 6).requires_grad_();
            var seconds = new Func<Tensor, Tensor>[]
            {
                w => EmbeddingLookup.embedding(tokens, w, padding),
                w => EmbeddingLookup.Composite(tokens, w, padding),
            }
                .Select(look =>
                {
                    var rows = look(leaf);
                    var first = autograd.grad([(rows * rows * rows).sum()], [leaf], retain_graph: true, create_graph: true)[0];
                    return autograd.grad([(first * first).sum()], [leaf])[0];
                })
                .ToArray();
            Expect.Close(seconds[1], seconds[0], 1e-6, $"padding {padding}");
            Expect.FiniteDifferences(i => [EmbeddingLookup.embedding(tokens, i[0])], [leaf], 1e-2, 1e-2, "lookup");
        }
    }

    [Fact]
    public void NaN_and_infinity_arrive_where_they_belong()
    {
        using var scope = NewDisposeScope();
        var weight = zeros(4, 20);
        weight[1] = float.NaN;
        weight.requires_grad_();
        var rows = EmbeddingLookup.embedding(tensor(new long[] { 0, 1 }), weight);
        Assert.True(rows[0].eq(0).all().item<bool>() && rows[1].isnan().all().item<bool>());
        (
            EmbeddingLookup.embedding(tensor(new long[] { 0, 2, 3, 2 }), weight)
            * tensor(new[] { float.PositiveInfinity, 1, float.NaN, 2 }).unsqueeze(1)
        )
            .sum()
            .backward();
        Assert.Equal([float.PositiveInfinity, 0, 3, float.NaN], weight.grad!.select(1, 19).contiguous().data<float>().ToArray());
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_the_value_and_what_is_allowed()
    {
        using var scope = NewDisposeScope();
        var (weight, tokens) = (Random(7, 4), tensor(new long[] { 0, 6 }));
        Refused("weight is [V, D] of a floating dtype, not Float32 [4]", () => EmbeddingLookup.embedding(tokens, weight[0]));
        Refused("weight is [V, D] of a floating dtype, not Int64 [7, 4]", () => EmbeddingLookup.embedding(tokens, weight.@long()));
        Refused("tokens are Int64, not Int32", () => EmbeddingLookup.embedding(tokens.@int(), weight));
        Refused(
            "tokens are on cpu, weight is on meta; both must be on one device",
            () => EmbeddingLookup.embedding(tokens, weight.to(META))
        );
        Refused(
            "token 1 is 7; allowed are 0 to 6, the rows of weight",
            () => EmbeddingLookup.embedding(tensor(new long[] { 0, 7 }), weight)
        );
        Refused(
            "token 0 is -1; allowed are 0 to 6, the rows of weight",
            () => EmbeddingLookup.embedding(tensor(new long[] { -1, 7 }), weight.@double())
        );
        Refused("padding_idx is a token, from 0 to 6, or null", () => EmbeddingLookup.embedding(tokens, weight, 7));

        static void Refused(string text, Func<object> call) => Assert.StartsWith(text, Assert.ThrowsAny<ArgumentException>(call).Message);
    }

    [Fact]
    public void Meta_tensors_other_dtypes_and_a_kernel_that_is_off_take_plain_operators()
    {
        using var scope = NewDisposeScope();
        var (weight, tokens) = (Random(7, 4).requires_grad_(), Tokens(7, 2, 3));
        var meta = EmbeddingLookup.embedding(tokens.to(META), weight.to(META));
        Assert.Equal((DeviceType.META, "2,3,4"), (meta.device.type, string.Join(',', meta.shape)));
        foreach (var dtype in new[] { ScalarType.Float64, ScalarType.BFloat16 })
            Assert.Equal(dtype, EmbeddingLookup.embedding(tokens, weight.to(dtype)).dtype);
        using (NativeKernels.Suspend(EmbeddingLookup.Kernel))
        {
            var plain = EmbeddingLookup.embedding(tokens, weight);
            Assert.True(plain.equal(EmbeddingLookup.Composite(tokens, weight, null)).all().item<bool>());
        }
    }
}
