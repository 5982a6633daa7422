using System.Text.Json.Serialization;
using Workbench.Configuration;

namespace Workbench.Ablation.Launchers;

/// <summary>How runs are launched. What a run gives does not depend on it.</summary>
[VariantFamily("launcher")]
[JsonDerivedType(typeof(InProcess), "in-process")]
[JsonDerivedType(typeof(Processes), "processes")]
public abstract record LauncherConfig
{
    /// <summary>Makes the launcher.</summary>
    /// <param name="workers">Runs at a time that are asked for.</param>
    /// <param name="services">What it needs of the program around it.</param>
    public abstract ILauncher Build(int workers, LauncherServices services);
}

/// <summary>What launchers need of the program around them.</summary>
/// <param name="Executor">Computes a run in this process.</param>
/// <param name="Worker">Starts a worker process; null where there is none to start.</param>
/// <param name="Clock">The clock.</param>
public sealed record LauncherServices(IRunExecutor Executor, WorkerCommand? Worker, TimeProvider Clock);

/// <summary>
/// Launches runs. The contract, which one suite of tests checks of every launcher: each job ends in one <see cref="Training.RunResult"/>,
/// whatever happens to it (an exception and a crash are a failed run); progress arrives in order and nothing arrives after the result;
/// cancelling gives an interrupted result within 2 s; at most <see cref="Concurrency"/> jobs are given at a time.
/// </summary>
public interface ILauncher
{
    /// <summary>Jobs at a time.</summary>
    int Concurrency { get; }

    /// <summary>Runs one job to its end.</summary>
    Task<Training.RunResult> RunAsync(RunJob job, IProgress<Training.TrainingEvent> progress, CancellationToken cancellation);
}
