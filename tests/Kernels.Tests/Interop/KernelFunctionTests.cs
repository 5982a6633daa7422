using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels.Tests.Interop;

/// <summary>What every kernel's step of autograd has from <see cref="KernelFunction{TSelf,TCall}"/>, shown with x y and x + y.</summary>
[Collection(NativeTests.Name)]
public sealed class KernelFunctionTests
{
    [Fact]
    public void Gradients_are_those_of_the_formula()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (tensor(new[] { 2f, 3f }).requires_grad_(), tensor(new[] { 5f, 7f }).requires_grad_());
        var outputs = ProductAndSum.Of(x, y);
        (outputs[0] + outputs[1]).sum().backward();
        Assert.Equal([6f, 8f], x.grad!.data<float>().ToArray());
        Assert.Equal([3f, 4f], y.grad!.data<float>().ToArray());
    }

    [Fact]
    public void An_output_that_nobody_uses_has_no_gradient()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (tensor(new[] { 2f }).requires_grad_(), tensor(new[] { 5f }).requires_grad_());
        ProductAndSum.Of(x, y)[1].sum().backward();
        Assert.Equal(1, x.grad!.item<float>());
        Assert.Equal((false, true), ProductAndSum.Seen);
    }

    [Fact]
    public void Nothing_is_recorded_where_nobody_wants_a_gradient()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (ones(2), ones(2));
        Assert.False(ProductAndSum.Of(x, y)[0].requires_grad);
        using (no_grad())
            Assert.False(ProductAndSum.Of(x.requires_grad_(), y)[0].requires_grad);
        Assert.Equal(0, ProductAndSum.Kept);
    }

    [Fact]
    public void A_gradient_can_be_differentiated_again()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (tensor(new[] { 2f }).requires_grad_(), tensor(new[] { 5f }).requires_grad_());
        var first = autograd.grad([ProductAndSum.Of(x, y)[0].square().sum()], [x], retain_graph: true, create_graph: true)[0]; // 2 x y^2
        var second = autograd.grad([first.sum()], [x, y]);
        Assert.Equal(50, second[0].item<float>());
        Assert.Equal(40, second[1].item<float>());
    }

    [Fact]
    public void A_backward_pass_frees_what_was_saved_unless_the_graph_is_retained()
    {
        using var scope = NewDisposeScope();
        var (x, first, second) = (ones(4, 8).requires_grad_(), ones(16, 8), ones(8, 16));
        var loss = FusedNetwork.activated(x, new(first, null, second, null), Activation.Gelu).sum(); // saves its inner layer
        loss.backward(retain_graph: true);
        var retained = Tensor.TotalCount;
        loss.backward();
        Assert.Equal(retained - 1, Tensor.TotalCount);
        Assert.Contains("invalid gradient", Assert.ThrowsAny<Exception>(() => loss.backward()).Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("retain_graph", BackwardFailure.Take()?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_names_the_parts_of_the_work_and_their_calls()
    {
        using var scope = NewDisposeScope();
        var (x, first, second) = (ones(4, 8).requires_grad_(), ones(16, 8).requires_grad_(), ones(8, 16).requires_grad_());
        var parts = KernelProfile.Of(() => FusedNetwork.activated(x, new(first, null, second, null), Activation.Gelu).sum().backward());
        Assert.Equal(1, Calls("activate"));
        Assert.Equal(1, Calls("activate_backward"));
        Assert.Equal(2, Calls("linear"));
        Assert.Equal(6, Calls("products")); // two of the layers, and the gradients of two inputs and two weights
        Assert.All(parts, part => Assert.True(part.Seconds > 0, part.Name));
        Assert.Empty(KernelProfile.Of(() => { }));

        long Calls(string name) => parts.Single(part => part.Name == name).Calls;
    }

    [Fact]
    public void An_exception_in_a_backward_pass_is_one_of_the_call_to_backward()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (ones(2).requires_grad_(), ones(1, 2).requires_grad_());
        var loss = ProductAndSum.Of(x, y, fails: true)[0].sum();
        Assert.Contains("invalid gradient", Assert.ThrowsAny<Exception>(() => loss.backward()).Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("the backward pass of ProductAndSum failed: it was to fail", BackwardFailure.Take()?.Message);
        Assert.Null(BackwardFailure.Take());
    }

    [Fact]
    public void A_step_leaves_no_live_handle_behind()
    {
        var (x, y) = (ones(2).requires_grad_(), ones(2).requires_grad_());
        Step();
        var before = Expect.LiveTensors();
        for (var i = 0; i < 10; i++)
            Step();
        Assert.Equal(before, Tensor.TotalCount);

        void Step()
        {
            using (NewDisposeScope())
            {
                var outputs = ProductAndSum.Of(x, y);
                (outputs[0] * outputs[1]).sum().backward();
                x.grad!.Dispose();
                y.grad!.Dispose();
                x.grad = null;
                y.grad = null;
            }
            KernelGraphs.ReleaseReturned();
        }
    }

    private sealed record Call(bool Fails);

    private sealed class ProductAndSum : KernelFunction<ProductAndSum, Call>
    {
        internal static (bool First, bool Second) Seen { get; private set; }
        internal static int Kept { get; private set; }

        internal static Tensor[] Of(Tensor x, Tensor y, bool fails = false) => Run(new Call(fails), x, y);

        protected override Tensor[] Forward(Call call, Tensor?[] inputs, List<Tensor?>? keep)
        {
            keep?.AddRange(inputs);
            Kept = keep?.Count ?? 0;
            return [inputs[0]! * inputs[1]!, inputs[0]! + inputs[1]!];
        }

        protected override Tensor?[] Gradients(Call call, Tensor?[] kept, Tensor?[] given, bool[] wanted)
        {
            if (call.Fails)
                throw new InvalidOperationException("it was to fail");
            Seen = (given[0] is not null, given[1] is not null);
            using var scope = NewDisposeScope();
            var one = given[0] is { } product ? product * kept[1]! : zeros_like(kept[0]!);
            var other = given[0] is { } same ? same * kept[0]! : zeros_like(kept[1]!);
            return
            [
                (given[1] is { } sum ? one + sum : one).MoveToOuterDisposeScope(),
                (given[1] is { } also ? other + also : other).MoveToOuterDisposeScope(),
            ];
        }

        protected override (Tensor[] Outputs, Tensor?[] Inputs) Plain(Call call, Tensor?[] kept, Tensor?[] given) =>
            ([kept[0]! * kept[1]!, kept[0]! + kept[1]!], kept);
    }
}
