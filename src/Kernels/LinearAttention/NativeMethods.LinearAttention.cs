using System.Runtime.InteropServices;

namespace Workbench.Kernels;

internal static partial class NativeMethods
{
    // 0 stands for a tensor that is not there; a floor of 0 for no division.
    [LibraryImport(Library)]
    internal static partial nint workbench_linear_attention(
        nint q, nint k, nint v, nint u, nint w, nint before, nint p, nint r, nint sums, nint normaliser, double floor, long chunk, int elu, int moves,
        out nint output, out nint newSums, out nint newNormaliser);

    [LibraryImport(Library)]
    internal static partial nint workbench_delta_rule(
        nint q, nint k, nint v, nint beta, nint sums, long chunk, int moves, out nint output, out nint newSums);
}
