using System.Runtime.InteropServices;

namespace Workbench.Kernels;

internal static partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial nint workbench_embedding(nint weight, nint tokens, long paddingIdx, int sparse, out nint result);
}
