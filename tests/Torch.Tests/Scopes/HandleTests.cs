using TorchSharp;
using static TorchSharp.torch;

namespace Torch.Tests.Scopes;

/// <summary>Native handles: as many after a step as before it.</summary>
public sealed class HandleTests
{
    [Fact]
    public void A_training_step_in_a_scope_leaves_no_handle()
    {
        var weight = randn(8, 4).requires_grad_();
        var input = randn(16, 8);
        Step(weight, input); // the gradient exists from here on
        var (native, managed) = (LiveHandles, Tensor.TotalCount);

        for (var k = 0; k < 3; k++)
            Step(weight, input);

        Assert.Equal((native, managed), (LiveHandles, Tensor.TotalCount));
    }

    [Fact]
    public void A_failing_backward_leaves_no_handle()
    {
        var x = ones(3, requires_grad: true);
        Fail(x);
        var before = LiveHandles;
        Fail(x);
        Assert.Equal(before, LiveHandles);

        static void Fail(Tensor x)
        {
            using var scope = NewDisposeScope();
            var y = x * 2;
            using var hook = new TensorHook(y, _ => throw new InvalidOperationException());
            Assert.Throws<InvalidOperationException>(() => y.sum().backward());
        }
    }

    [Fact]
    public void A_handle_changes_hands()
    {
        var before = LiveHandles;
        var given = ones(2).DecoupleFromNativeHandle();
        Assert.Equal(before, LiveHandles);
        var taken = Tensor.UnsafeCreateTensor(given);
        Assert.Equal(2, taken.sum().item<float>());
        taken.Dispose();
        Assert.Equal(before, LiveHandles - 1); // the sum
    }

    [Fact]
    public void Index_expressions_leave_no_intermediate_handle()
    {
        var x = arange(24).reshape(2, 3, 4);
        var mask = ones(2, dtype: @bool);
        var before = LiveHandles;
        x[1, TensorIndex.None, 1..].Dispose();
        x[TensorIndex.Tensor(mask), TensorIndex.Ellipsis, 1].Dispose();
        x[TensorIndex.Bool(true), 0].Dispose();
        x[0, 1] = x[1, 1];
        Assert.Equal(before + 1, LiveHandles); // the right-hand side
    }

    private static void Step(Tensor weight, Tensor input)
    {
        using var scope = NewDisposeScope();
        var loss = input.matmul(weight).relu().softmax(-1).log().mean();
        loss.backward();
        using (no_grad())
            weight.sub_(weight.grad! * 0.1);
        weight.grad!.zero_();
    }
}
