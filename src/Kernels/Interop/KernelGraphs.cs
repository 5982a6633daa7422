using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>What all custom functions of the kernels share, by thread.</summary>
public static class KernelGraphs
{
    [ThreadStatic]
    private static List<Tensor>? _returned;
    private static volatile bool _any;

    /// <summary>
    /// Whether this process has recorded a kernel for a backward pass. From then on its threads are not aborted: an abort within a callback
    /// of libtorch ends the process.
    /// </summary>
    public static bool Any => _any;

    internal static void Made()
    {
        _any = true;
        ReleaseReturned();
    }

    // libtorch takes what a callback returns after it has returned: TorchSharp would leave the handles to the garbage collector, and the
    // memory with them.
    internal static void Return(Tensor?[] gradients)
    {
        var returned = _returned ??= [];
        foreach (var gradient in gradients)
            if (gradient is not null)
                returned.Add(gradient.DetachFromDisposeScope());
    }

    /// <summary>Frees the handles of gradients that this thread's last kernel gave to libtorch. A training step ends with it.</summary>
    public static void ReleaseReturned()
    {
        if (_returned is not { Count: > 0 } returned)
            return;
        foreach (var gradient in returned)
            gradient.Dispose();
        returned.Clear();
    }
}
