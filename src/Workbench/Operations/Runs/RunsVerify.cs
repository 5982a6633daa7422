using System.CommandLine;
using System.Text.Json.Serialization;
using Workbench.Ablation;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>Options of <see cref="RunsVerify"/>.</summary>
/// <param name="Filter">Which runs.</param>
/// <param name="Ledger">The ledger's folder; null for the default.</param>
public sealed record RunsVerifyOptions(RunFilter Filter, string? Ledger);

/// <summary>What is wrong with a run.</summary>
/// <param name="Run">The run's identity.</param>
/// <param name="Folder">Its folder.</param>
/// <param name="Fault">The fault, as a sentence.</param>
public sealed record RunFault(string Run, string Folder, string Fault);

/// <summary>The result of a verification.</summary>
/// <param name="Runs">Number of runs that were read.</param>
/// <param name="Faults">What is wrong.</param>
public sealed record VerifyResult(int Runs, IReadOnlyList<RunFault> Faults) : IPartialResult
{
    /// <inheritdoc/>
    [JsonIgnore]
    public ExitCode ExitCode => Faults.Count > 0 ? ExitCode.NotReproduced : ExitCode.Done;
}

/// <summary>Reads every run and checks that its files are whole and agree with each other; changes nothing.</summary>
/// <param name="host">Gives the ledger's folder.</param>
public sealed class RunsVerify(HostEnvironment host) : Operation<RunsVerifyOptions, VerifyResult>
{
    private readonly RunFilterOptions _filter = new();
    private readonly Option<string?> _ledger = SharedOptions.Ledger();

    /// <inheritdoc/>
    public override string Name => "verify";

    /// <inheritdoc/>
    public override string Summary =>
        "Check that runs are whole: identities, curves, results and the checksums of weights; exit code 3 if not";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [new("runs verify", "every run"), new("runs verify --since 1d --state completed", "what was completed since yesterday")];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        _filter.AddTo(command);
        command.Options.Add(_ledger);
    }

    /// <inheritdoc/>
    public override RunsVerifyOptions Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return new(_filter.Bind(parsed), parsed.GetValue(_ledger));
    }

    /// <inheritdoc/>
    public override Task<VerifyResult> RunAsync(
        RunsVerifyOptions options,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        var runs = new LedgerReader(host, progress).List(options.Ledger, options.Filter);
        var faults = new List<RunFault>();
        foreach (var (index, run) in runs.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            faults.AddRange(RunVerification.FaultsOf(run).Select(fault => new RunFault(run.Id, run.Folder, fault)));
            progress.Report(new Advanced("verify", index + 1, runs.Count));
        }
        progress.Report(new TaskEnded("verify"));
        return Task.FromResult(new VerifyResult(runs.Count, faults));
    }
}
