using System.CommandLine;
using Workbench.Ablation;
using Workbench.Data;
using Workbench.Reporting;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>Runs an ablation study: plan, audit, runs, verdicts, report.</summary>
/// <param name="host">Folders, clock, worker command.</param>
public sealed class Ablate(HostEnvironment host) : Operation<AblateOptions, AblateResult>
{
    /// <summary>The disk space for the report, the figures and the tables, without the runs.</summary>
    private const long ReportBytes = 50_000_000;

    private readonly AblateSymbols _symbols = new();

    /// <inheritdoc/>
    public override string Name => "ablate";

    /// <inheritdoc/>
    public override string Summary => "Run an ablation study: variants x seeds, paired verdicts, a report with figures";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [
            new(
                "ablate placement=pre,post position=sinusoidal,rope,alibi --data sotu --seeds 5 --steps 200",
                "six variants, five seeds each; the first value of each axis is the baseline"
            ),
            new("ablate heads=mha,gqa:2,mqa attention=full,performer:features=128 --dry-run", "the plan, the audit and the cost only"),
            new("ablate \"{placement=pre train.warmup=0, placement=post train.warmup=200}\"", "values that vary together"),
            new("ablate position=rope,alibi --eval-lengths 64,128,256 --budget 10m", "beyond the trained context, in ten minutes"),
            new("ablate --study studies/placement-sotu-1f3a9c04", "the study of a folder again; completed runs are reused"),
        ];

    /// <inheritdoc/>
    public override void Define(Command command) => _symbols.AddTo(command);

    /// <inheritdoc/>
    public override void Fetch(ParseResult parsed, IProgress<OperationEvent> progress, CancellationToken cancellation) =>
        new WorkbenchServices(host).Fetch(_symbols.InitFrom(parsed), progress, cancellation);

    /// <inheritdoc/>
    public override AblateOptions Bind(ParseResult parsed) => _symbols.Bind(parsed, new WorkbenchServices(host), host);

    /// <inheritdoc/>
    public override async Task<AblateResult> RunAsync(
        AblateOptions options,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        var workbench = new WorkbenchServices(host);
        var ledgerFolder = workbench.LedgerFolder(options.Ledger);
        // Checked first: an hour of training must not end with a folder that is not writable.
        if (!options.DryRun)
            OutputFolderCheck.Require(
                (host.Resolve(options.Execution.Out ?? "studies"), "--out", ReportBytes),
                OutputFolderCheck.Ledger(ledgerFolder, ReportBytes)
            );
        workbench.Fetch(options.Study.InitFrom, progress, cancellation);
        RequireFiles(workbench.Absolute(options.Study));
        var tasks = workbench.Tasks(progress, cancellation);
        var services = workbench.Services(tasks, remembers: !options.DryRun);
        var plan = await Task.Run(() => Plan(workbench.Absolute(options.Study)), cancellation).ConfigureAwait(false);
        if (options.DryRun)
            return AblateSummary.Of(plan) with
            {
                Cost = await PredictAsync(plan, options, services, progress, cancellation).ConfigureAwait(false),
            };
        var folder = StudyFolder.At(plan, host.Resolve(options.Execution.Out ?? Path.Combine("studies", plan.FolderName)));
        using var ledger = Ledger.Open(ledgerFolder, host.Clock);
        var runner = new StudyRunner(ledger, services)
        {
            RequireSpace = bytes => OutputFolderCheck.Require(OutputFolderCheck.Ledger(ledgerFolder, bytes + ReportBytes)),
        };
        var answer = await KnownAsync().ConfigureAwait(false) ?? await AnswerAsync().ConfigureAwait(false);
        return answer with { ReportFromHere = host.FromHere(answer.Report!) };

        async Task<AblateResult?> KnownAsync()
        {
            var finished = await runner.FinishedAsync(plan, options.Execution).ConfigureAwait(false);
            if (finished is null || StoredAnswer.Read(folder, ReportStamp.Of(plan, options.CommandLine, finished.Runs)) is not { } known)
                return null;
            StudyProgress.ReportPlan(progress, new StudyPlanned(host.Clock.GetUtcNow(), plan, plan.Runs.Count, finished.Workers));
            var result = new Lazy<StudyResult>(() =>
            {
                using var later = Ledger.Open(ledgerFolder, host.Clock);
                return new StudyRunner(later, services).Load(plan);
            });
            var context = new ReportContext(options.CommandLine, host.Clock.GetUtcNow(), TimeSpan.Zero, tasks);
            known = known with
            {
                // The folder may have been moved.
                Folder = folder.FullPath,
                Report = Report.PageIn(folder.FullPath),
                Loaded = result,
                Drawn = new(() => new StudyFigures(ReportMapping.Of(result.Value, context))),
            };
            progress.Report(new StudyChanged(StudyTracker.Finished(plan, known)));
            progress.Report(new TaskEnded("study"));
            return known;
        }

        async Task<AblateResult> AnswerAsync()
        {
            var started = host.Clock.GetUtcNow();
            var execution = options.Execution with { Out = folder.FullPath };
            var tracker = new StudyTracker(progress, host.Clock, services.Resolver.MetricOf(plan.Baseline.Config));
            var result = await RunAsync(runner, plan, execution, tracker, progress, cancellation).ConfigureAwait(false);
            var stamp = ReportStamp.Of(result, options.CommandLine);
            var context = new ReportContext(options.CommandLine, started, host.Clock.GetUtcNow() - started, tasks, stamp);
            var data = new Lazy<ReportData>(() => ReportMapping.Of(result, context));
            // A finished study that is asked again keeps its report, with the time that it took.
            if (stamp is null || !Report.IsCurrent(folder.FullPath, stamp))
                Report.Write(data.Value, folder.FullPath);
            var summary = AblateSummary.Of(
                result,
                folder.FullPath,
                Report.PageIn(folder.FullPath),
                new(() => new StudyFigures(data.Value))
            );
            summary = summary with { Notes = [.. summary.Notes, .. ReportMapping.BelowFloors(result, tasks)] };
            if (stamp is not null)
                StoredAnswer.Write(folder, stamp, summary);
            return summary;
        }

        Plan Plan(Study study)
        {
            if (options.Carried is { } carried)
                CarriedTask.OfStudyAgain(tasks, study, carried, options.IsDataGiven);
            return new Planner(services.Resolver, services.Cores).Plan(study);
        }
    }

    /// <summary>
    /// Throws when an input is a pipe or a device, which can be read only once. Worker processes read the inputs again, and so do later
    /// readers of the study's folder.
    /// </summary>
    private static void RequireFiles(Study study)
    {
        var inputs = new List<(string Path, string Option)>();
        if (StudyBase.LooksLikePath(study.Base))
            inputs.Add((study.Base, "--base"));
        if (study.Data is { } data && CorpusFile.LooksLikePath(data))
            inputs.Add((data, "--data"));
        var streams = inputs
            .Where(one => AtomicFile.IsStream(one.Path))
            .Select(one => new Fault(
                "a file is needed here, and this is a pipe or a device",
                one.Path,
                "a file: worker processes and later readers of the study read it again",
                "Save it to a file first.",
                one.Option
            ))
            .ToList();
        if (streams.Count > 0)
            throw new InvalidInputException(streams);
    }

    private async Task<AblateCost?> PredictAsync(
        Plan plan,
        AblateOptions options,
        StudyServices services,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        if (options.Trial is not { } limit)
            return null;
        using var ledger = Ledger.OpenToRead(new WorkbenchServices(host).LedgerFolder(options.Ledger), host.Clock);
        try
        {
            return AblateCost.Of(
                await new StudyRunner(ledger, services)
                    .PredictAsync(plan, options.Execution, limit, new TrialProgress(progress), cancellation)
                    .ConfigureAwait(false)
            );
        }
        finally
        {
            progress.Report(new TaskEnded(TrialProgress.Task));
        }
    }

    private static async Task<StudyResult> RunAsync(
        StudyRunner runner,
        Plan plan,
        StudyOptions execution,
        StudyTracker tracker,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        try
        {
            return await runner.RunAsync(plan, execution, new StudyProgress(progress, tracker), cancellation).ConfigureAwait(false);
        }
        finally
        {
            // Also after a cancellation, so that the last state of the study is shown.
            tracker.End();
            progress.Report(new TaskEnded("study"));
        }
    }
}
