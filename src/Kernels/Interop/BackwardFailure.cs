using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// What made a custom function's backward pass fail. No exception may leave a callback of libtorch: the function answers with gradients
/// that libtorch refuses, <c>backward()</c> throws that refusal, and the reason stands here.
/// </summary>
public static class BackwardFailure
{
    [ThreadStatic]
    private static Exception? _failure;

    /// <summary>Keeps the reason, and makes a gradient that fits no input: it has no dimension, and an input has one at least.</summary>
    /// <param name="failure">The reason.</param>
    public static Tensor Gradient(Exception failure)
    {
        _failure = failure;
        return empty([]);
    }

    /// <summary>The reason for which the last backward pass of this thread was refused, once; null when there is none.</summary>
    public static Exception? Take()
    {
        var failure = _failure;
        _failure = null;
        return failure;
    }
}
