using TorchSharp;
using Workbench.Kernels.Runtime;
using Workbench.Training;

namespace Workbench.Benches;

/// <summary>Measures the memory that work adds to this process.</summary>
internal static class AddedMemory
{
    /// <summary>By how many bytes the largest resident memory rises above that before, when freed memory was given back.</summary>
    /// <param name="work">What is measured; tensors that it leaves are freed afterwards.</param>
    /// <exception cref="InvalidInputException">The system does not tell.</exception>
    public static double Of(Action work)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        TensorMemory.Release();
        PeakMemory.Reset();
        var before = PeakMemory.Now();
        using (torch.NewDisposeScope())
            work();
        return PeakMemory.Read() - before
            ?? throw new InvalidInputException(
                "peak memory is read from /proc/self/status, which Linux has",
                "it is not there",
                null,
                "Run this bench on Linux."
            );
    }
}
