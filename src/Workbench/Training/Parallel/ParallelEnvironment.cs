namespace Workbench.Training;

/// <summary>The part of a run's environment that data-parallel training adds.</summary>
/// <param name="Ranks">The number of processes.</param>
/// <param name="Library">The name and version of the library that carries the gradients.</param>
/// <param name="BucketBytes">The size of the pieces in which gradients are exchanged.</param>
public sealed record ParallelEnvironment(int Ranks, string Library, int BucketBytes);
