using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Workbench.Kernels.Runtime;

namespace Workbench;

internal static class TorchStartup
{
    /// <summary>
    /// Prepares the loading of libtorch, so that any program that uses this assembly can call TorchSharp, even on systems with an older C++
    /// library than TorchSharp needs.
    /// </summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "A program that references the library may call any member first.")]
    internal static void Register() => TorchRuntime.Register();
}
