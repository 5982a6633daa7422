using System.Runtime.CompilerServices;
using TorchSharp;

namespace Workbench.Notebook.Scripting.Execution;

/// <summary>
/// Carries libtorch's grad mode, which is thread-local, from one cell's thread to the next, so that <c>torch.set_grad_enabled(false)</c>
/// holds until a later cell changes it. Does not load libtorch.
/// </summary>
internal sealed class GradMode
{
    private bool _enabled = true;

    /// <summary>Sets the calling thread's mode to the mode of the last cell.</summary>
    internal void Apply()
    {
        if (!_enabled)
            Set(_enabled);
    }

    /// <summary>Saves the calling thread's mode for the next cell.</summary>
    internal void Keep()
    {
        if (NativeTorch.IsLoaded)
            _enabled = Get();
    }

    // Separate methods, because the JIT loads TorchSharp when it compiles them.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Set(bool enabled) => torch.set_grad_enabled(enabled);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Get() => torch.is_grad_enabled();
}
