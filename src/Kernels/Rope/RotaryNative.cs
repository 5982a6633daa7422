using System.Runtime.InteropServices;

namespace Workbench.Kernels;

internal static partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial nint workbench_rotate(nint x, nint cosine, nint sine, long first, int interleaved, out nint y);
}
