namespace Workbench.Training;

/// <summary>Version of the numerics: of everything that affects the losses of a given config.</summary>
public static class Numerics
{
    /// <summary>
    /// Part of every run's identity. Increment when a change affects any loss at a fixed seed; the golden-loss tests fail until then.
    /// Version 7: linear layers by a kernel, over libtorch 2.10.
    /// </summary>
    /// <remarks>
    /// A run is bitwise reproducible on the same kind of processor with the same number of threads. libtorch splits some sums (gradients of
    /// biases) by thread, so the number of threads is part of <see cref="RunEnvironment"/>, and runs are paired only within one
    /// environment.
    /// </remarks>
    public const int Version = 7;
}
