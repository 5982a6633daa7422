using System.Runtime.InteropServices;

namespace Workbench.Kernels;

internal static partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial nint workbench_linear_cross_entropy(
        nint x, nint weight, nint bias, nint targets, long ignoreIndex, double labelSmoothing, double zLoss, int mean, out nint result);

    [LibraryImport(Library)]
    internal static partial nint workbench_linear_cross_entropy_score(
        nint x, nint weight, nint bias, nint targets, long ignoreIndex, out double loss, out long count, out long correct);
}
