using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels.Tests.Recomputed;

/// <summary>What cannot be computed again is refused: nothing gives other gradients in silence, and no exception ends the process.</summary>
[Collection(NativeTests.Name)]
public sealed class RecomputationRefusalTests
{
    [Fact]
    public void A_function_that_gives_other_values_the_second_time_is_refused()
    {
        using var scope = NewDisposeScope();
        using var layer = new RecomputationTests.Layer();
        var calls = 0;
        var y = Recomputation.Run("blocks.3", (inputs, _) => [layer.call(inputs[0]) * ++calls], [RecomputationTests.Input()], layer)[0];
        var refused = Assert.IsType<RecomputationException>(Cause(y));
        Assert.Equal("a recomputed function gives the same values when it is computed again (got blocks.3)", refused.Message);
        Assert.Equal("blocks.3", refused.Function);
    }

    [Fact]
    public void Weights_that_changed_before_the_backward_pass_are_found()
    {
        using var scope = NewDisposeScope();
        using var layer = new RecomputationTests.Layer();
        var y = RecomputationTests.Recomputed(layer, RecomputationTests.Input());
        using (no_grad())
            layer.weight.mul_(2);
        Assert.IsType<RecomputationException>(Cause(y));
    }

    [Fact]
    public void Not_a_number_is_the_same_value()
    {
        using var scope = NewDisposeScope();
        using var layer = new RecomputationTests.Layer();
        RecomputationTests.Recomputed(layer, full([2, 4], float.NaN).requires_grad_()).sum().backward();
        Assert.True(layer.weight.grad!.isnan().all().item<bool>());
    }

    [Fact]
    public void A_differentiable_tensor_from_outside_is_refused()
    {
        using var scope = NewDisposeScope();
        using var layer = new RecomputationTests.Layer();
        var outside = layer.weight.exp().sum();
        Assert.Equal(
            "a recomputed function uses no differentiable tensor besides its inputs and the parameters of its modules (got f)",
            Assert
                .Throws<RecomputationException>(() =>
                    Recomputation.Run("f", (inputs, _) => [layer.call(inputs[0]) * outside], [RecomputationTests.Input()], layer)
                )
                .Message
        );
        Assert.True(layer.weight.requires_grad);
    }

    [Fact]
    public void An_exception_of_the_function_is_the_cause()
    {
        using var scope = NewDisposeScope();
        var x = RecomputationTests.Input();
        var first = Assert.Throws<NotSupportedException>(() =>
            Recomputation.Run("f", (_, _) => throw new NotSupportedException("no"), [x])
        );
        Assert.Equal("no", first.Message);
        using var layer = new RecomputationTests.Layer();
        RecomputationTests.Recomputed(layer, x).sum().backward();
        Assert.Equal("stop", Assert.IsType<OperationCanceledException>(Cause(Failing(x, "stop"))).Message);
        Assert.Null(BackwardFailure.Take());
        // One that fails in the inner backward pass of another.
        var nested = false;
        var outer = Recomputation.Run("outer", (inputs, again) => nested && again ? [Failing(inputs[0], "deep")] : [inputs[0].exp()], [x])[
            0
        ];
        nested = true;
        Assert.IsType<RecomputationException>(Cause(outer)); // other values
        var same = Recomputation.Run("outer", (inputs, _) => [Failing(inputs[0], "deep")], [x], layer)[0];
        Assert.Equal("deep", Assert.IsType<OperationCanceledException>(Cause(same)).Message);
        RecomputationTests.Recomputed(layer, x).sum().backward();

        Tensor Failing(Tensor input, string message) =>
            Recomputation.Run(
                "f",
                (inputs, again) => again ? throw new OperationCanceledException(message) : [layer.call(inputs[0])],
                [input],
                layer
            )[0];
    }

    private static Exception? Cause(Tensor y)
    {
        Assert.ThrowsAny<ExternalException>(() => y.sum().backward());
        return BackwardFailure.Take();
    }
}
