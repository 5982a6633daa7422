using Workbench.Kernels;

namespace Workbench.Training;

/// <summary>The version of everything that turns a config into losses, and what else decides their bits.</summary>
public static class Numerics
{
    /// <summary>
    /// Part of every run's identity. Raised by one whenever a change moves any loss at a fixed seed; the golden losses of the tests
    /// fail until it is.
    /// </summary>
    public const int Version = 5;

    /// <summary>
    /// Do a run's bits depend on how many threads compute it? Not in single precision on the CPU with every native kernel on: no sum of theirs
    /// is cut by the number of threads. Products of other types are BLAS's, which cuts as it likes, and a variant of one's own may do anything.
    /// </summary>
    /// <param name="run">The run.</param>
    public static bool DependOnThreads(RunConfig run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Device != "cpu" || run.Dtype != "float32" || run.Code.Length > 0 || NativeKernels.Load().Kernels.Any(kernel => !kernel.On);
    }
}
