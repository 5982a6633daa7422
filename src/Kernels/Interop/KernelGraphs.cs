using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>State shared by all kernel functions, per thread.</summary>
public static class KernelGraphs
{
    [ThreadStatic]
    private static List<Tensor>? _returned;
    private static volatile bool _any;

    /// <summary>
    /// Whether this process has recorded a kernel for a backward pass. From then on its threads must not be aborted, because an abort
    /// inside a callback from libtorch ends the process.
    /// </summary>
    public static bool Any => _any;

    internal static void Made()
    {
        _any = true;
        ReleaseReturned();
    }

    // libtorch takes over the returned gradients only after the callback has returned. Dispose the handles at the next call instead of
    // leaving them, and their memory, to the garbage collector.
    internal static void Return(Tensor?[] gradients)
    {
        var returned = _returned ??= [];
        foreach (var gradient in gradients)
            if (gradient is not null)
                returned.Add(gradient.DetachFromDisposeScope());
    }

    /// <summary>Disposes the handles of the gradients that this thread's last kernel returned to libtorch. Call it at the end of a training
    /// step.</summary>
    public static void ReleaseReturned()
    {
        if (_returned is not { Count: > 0 } returned)
            return;
        foreach (var gradient in returned)
            gradient.Dispose();
        returned.Clear();
    }
}
