using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// An input of a function that is computed again. In the function's own backward pass the gradient ends here. When the gradients are
/// differentiated again, it goes on to the tensor's history.
/// </summary>
internal sealed class GradientGate : IBackward
{
    private readonly bool _keepsHistory = is_grad_enabled();
    private Tensor? _captured;
    private bool _taken;

    /// <summary>A gate in front of a tensor.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="wanted">Whether its gradient is wanted.</param>
    internal GradientGate(Tensor tensor, bool wanted)
    {
        var apart = tensor.detach();
        if (!wanted || !_keepsHistory)
        {
            Output = apart.requires_grad_(wanted);
            return;
        }
        Tensor?[] inputs = [tensor];
        Output = AutogradNode.Begin(this, this, inputs).End(inputs, [apart], [])[0];
    }

    /// <summary>The same values.</summary>
    internal Tensor Output { get; }

    /// <summary>The gradient of the backward pass so far; null for none. From then on the gate is open.</summary>
    internal Tensor? Take()
    {
        _taken = true;
        return (_keepsHistory ? _captured : Output.grad)?.DetachFromDisposeScope();
    }

    Tensor?[] IBackward.Backward(object call, Tensor?[] kept, Tensor?[] given, bool[] wanted)
    {
        var gradient = given[0]!.alias();
        if (_taken)
            return [gradient];
        _captured = gradient;
        return [null];
    }
}
