using System.Text.Json.Serialization;
using Workbench.Configuration;
using Workbench.Training;

namespace Workbench.Ablation.Launchers;

/// <summary>How runs are launched. The launcher does not affect a run's result.</summary>
[VariantFamily("launcher")]
[JsonDerivedType(typeof(InProcess), "in-process")]
[JsonDerivedType(typeof(Processes), "processes")]
[JsonDerivedType(typeof(Slurm), "slurm")]
public abstract record LauncherConfig
{
    /// <summary>Makes the launcher.</summary>
    /// <param name="workers">Requested number of concurrent runs.</param>
    /// <param name="services">Services of the host program.</param>
    public abstract ILauncher Build(int workers, LauncherServices services);

    /// <summary>The number of concurrent runs where the user asks for none.</summary>
    internal virtual int Workers(Plan plan, StudyOptions options) => plan.Workers;
}

/// <summary>Services that launchers get from the host program.</summary>
/// <param name="Executor">Executes a run in this process.</param>
/// <param name="Worker">Command that starts a worker process; null when the host has none.</param>
/// <param name="Clock">The clock.</param>
public sealed record LauncherServices(IRunExecutor Executor, WorkerCommand? Worker, TimeProvider Clock)
{
    /// <summary>The ledger's folder, where a launcher keeps files of its own; null for runs outside of a ledger.</summary>
    public string? Ledger { get; init; }

    /// <summary>The environment under which the runs are recorded, determined when it is needed; null means any.</summary>
    public Func<RunEnvironment>? Environment { get; init; }

    /// <summary>Receives sentences for the user that concern no single run; may be called from several threads.</summary>
    public Action<string>? Notify { get; init; }
}

/// <summary>
/// Launches runs. Every launcher keeps this contract, and one test suite checks all of them: each job yields exactly one
/// <see cref="RunResult"/> (an exception or a crash yields a failed one); progress is reported in order, and never after the
/// result; cancellation yields an interrupted result within 2 s; the caller submits at most <see cref="Concurrency"/> jobs at a time, and
/// disposes the launcher after the last of them.
/// </summary>
public interface ILauncher : IAsyncDisposable
{
    /// <summary>Maximum number of concurrent jobs.</summary>
    int Concurrency { get; }

    /// <summary>Runs one job to completion.</summary>
    Task<RunResult> RunAsync(RunJob job, IProgress<TrainingEvent> progress, CancellationToken cancellation);
}
