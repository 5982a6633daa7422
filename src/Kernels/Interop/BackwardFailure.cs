using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// The cause of a failure in a custom function's backward pass. No exception may escape a callback from libtorch, so the function returns
/// gradients that libtorch rejects. <c>backward()</c> then throws, and the original exception is stored here.
/// </summary>
public static class BackwardFailure
{
    [ThreadStatic]
    private static Exception? _failure;

    /// <summary>Stores the cause and returns a gradient that no input accepts: it has no dimensions, and inputs have at least
    /// one.</summary>
    /// <param name="failure">The cause.</param>
    public static Tensor Gradient(Exception failure)
    {
        _failure = failure;
        return empty([]);
    }

    /// <summary>Returns and clears the cause of this thread's last failed backward pass; null when there is none.</summary>
    public static Exception? Take()
    {
        var failure = _failure;
        _failure = null;
        return failure;
    }
}
