using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>
/// A function that sees a tensor's gradient as it is computed, and may replace it. TorchSharp has no public tensor hooks;
/// gradient clipping and the tests of carried exceptions use them.
/// </summary>
internal sealed unsafe class TensorHook : IDisposable
{
    private readonly torch.Tensor _tensor;
    private readonly uint _position;
    private bool _removed;

    /// <param name="tensor">The tensor whose gradient is meant.</param>
    /// <param name="hook">Gets the gradient; returns its replacement, or null to keep it.</param>
    internal TensorHook(torch.Tensor tensor, Func<torch.Tensor, torch.Tensor?> hook)
    {
        _tensor = tensor;
        var state = GCHandle.ToIntPtr(GCHandle.Alloc(hook)); // freed by Release, also where registering fails
        Guard.Check(NativeMethods.wt_hook_register(tensor.Handle, &Call, &Release, state, out _position));
    }

    /// <summary>Removes the hook.</summary>
    public void Dispose()
    {
        if (_removed || _tensor.IsInvalid)
            return;
        _removed = true;
        Guard.Check(NativeMethods.wt_hook_remove(_tensor.Handle, _position));
    }

    // Native frames are above: nothing may leave but a token.
    [UnmanagedCallersOnly]
    private static long Call(nint state, nint gradient, nint* result)
    {
        try
        {
            using var seen = new torch.Tensor(gradient);
            var hook = (Func<torch.Tensor, torch.Tensor?>)GCHandle.FromIntPtr(state).Target!;
            if (hook(seen) is { } replacement)
                Guard.Check(NativeMethods.wt_tensor_alias(replacement.Handle, out *result));
            return 0;
        }
        catch (Exception exception)
        {
            return Guard.Carry(exception);
        }
    }

    [UnmanagedCallersOnly]
    private static void Release(nint state) => GCHandle.FromIntPtr(state).Free();
}
