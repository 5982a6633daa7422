using System.Runtime.CompilerServices;
using Workbench.Kernels.Runtime;

namespace Workbench.Testing;

internal static class TorchStartup
{
    // Tests call TorchSharp before anything of the library.
    [ModuleInitializer]
    internal static void Register() => TorchRuntime.Register();
}
