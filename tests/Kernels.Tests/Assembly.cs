using System.Runtime.CompilerServices;
using Workbench.Kernels.Runtime;

namespace Workbench.Kernels.Tests;

internal static class Assembly
{
    // Tests call TorchSharp before anything of the library.
    [ModuleInitializer]
    internal static void Load() => TorchRuntime.Load();
}
