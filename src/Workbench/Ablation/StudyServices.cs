using Workbench.Ablation.Launchers;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>What studies need of the program around them; put together at the composition root.</summary>
public sealed record StudyServices
{
    /// <summary>Fills in what data decides: a <see cref="TaskResolver"/>.</summary>
    public required IRunResolver Resolver { get; init; }

    /// <summary>Computes a run in this process.</summary>
    public required IRunExecutor Executor { get; init; }

    /// <summary>The environment of a run on so many threads of this machine.</summary>
    public required Func<int, RunEnvironment> Environment { get; init; }

    /// <summary>Starts a worker process; null where there is none to start.</summary>
    public WorkerCommand? Worker { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Processor cores that runs may use.</summary>
    public int Cores { get; init; } = System.Environment.ProcessorCount;
}
