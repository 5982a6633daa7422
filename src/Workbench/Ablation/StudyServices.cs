using Workbench.Ablation.Launchers;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>Services that studies get from the host program, assembled at the composition root.</summary>
public sealed record StudyServices
{
    /// <summary>Fills in the fields that data determines; normally a <see cref="TaskResolver"/>.</summary>
    public required IRunResolver Resolver { get; init; }

    /// <summary>Executes a run in this process.</summary>
    public required IRunExecutor Executor { get; init; }

    /// <summary>The environment of a run on this machine, by number of threads.</summary>
    public required Func<int, RunEnvironment> Environment { get; init; }

    /// <summary>
    /// The environment as the program last had it on this machine, found without loading libtorch, by number of threads; null where it is
    /// not known. Enough to find finished runs.
    /// </summary>
    internal Func<int, RunEnvironment?> LastEnvironment { get; init; } = _ => null;

    /// <summary>Command that starts a worker process; null when the host has none.</summary>
    public WorkerCommand? Worker { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Processor cores that runs may use.</summary>
    public int Cores { get; init; } = System.Environment.ProcessorCount;
}
