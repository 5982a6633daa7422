namespace Workbench.Training;

/// <summary>The version of everything that turns a config into losses.</summary>
public static class Numerics
{
    /// <summary>
    /// Part of every run's identity. Raised by one whenever a change moves any loss at a fixed seed; the golden losses of the tests fail
    /// until it is. Version 7: linear layers by a kernel, over libtorch 2.10.
    /// </summary>
    /// <remarks>
    /// The same run twice on one kind of processor has the same bits. Another number of threads may give others, because libtorch cuts some
    /// sums by it (the gradients of biases): threads are part of <see cref="RunEnvironment"/>, within which alone runs are paired.
    /// </remarks>
    public const int Version = 7;
}
