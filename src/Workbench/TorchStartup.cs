using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Workbench.Kernels.Runtime;

namespace Workbench;

internal static class TorchStartup
{
    /// <summary>
    /// Whoever touches this assembly can use TorchSharp at once, on systems too whose C++ library is older than TorchSharp's.
    /// </summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "A program that references the library calls what it likes first.")]
    internal static void Register() => TorchRuntime.Register();
}
