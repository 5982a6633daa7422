using System.Runtime.CompilerServices;
using TorchSharp;

namespace Workbench.Notebook.Scripting.Execution;

/// <summary>
/// Whether operators are recorded for gradients is a property of the thread, and every cell has a thread of its own: the mode is carried
/// from one to the next, so that <c>torch.set_grad_enabled(false)</c> holds until a later cell changes it. libtorch is not loaded for it.
/// </summary>
internal sealed class GradMode
{
    private bool _enabled = true;

    /// <summary>Gives the calling thread the mode that the last cell left.</summary>
    internal void Apply()
    {
        if (!_enabled)
            Set(_enabled);
    }

    /// <summary>Keeps the calling thread's mode for the next cell.</summary>
    internal void Keep()
    {
        if (NativeTorch.IsLoaded)
            _enabled = Get();
    }

    // Separate methods: TorchSharp is loaded when they are compiled.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Set(bool enabled) => torch.set_grad_enabled(enabled);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Get() => torch.is_grad_enabled();
}
