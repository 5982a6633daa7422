using Workbench.Ablation.Launchers;
using Workbench.Configuration;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>
/// Plans and runs studies. Takes finished runs from the ledger and launches the others, seed by seed.
/// </summary>
/// <param name="ledger">The ledger of all runs.</param>
/// <param name="services">Services of the host program.</param>
public sealed class StudyRunner(Ledger ledger, StudyServices services)
{
    /// <summary>Resolves and validates a study. Writes no files except data that must be downloaded.</summary>
    /// <exception cref="InvalidInputException">The study is invalid; lists all faults.</exception>
    public Plan Plan(Study study)
    {
        ArgumentNullException.ThrowIfNull(study);
        return new Planner(services.Resolver, services.Cores).Plan(study);
    }

    /// <summary>Runs what the ledger does not have yet. Cancellation takes effect within 2 s; a later call with the same study
    /// resumes.</summary>
    /// <returns>The result; incomplete when the budget was spent or runs failed.</returns>
    /// <exception cref="InvalidInputException">The study or the options are invalid; nothing has been written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; finished runs stay in the ledger.</exception>
    public Task<StudyResult> RunAsync(
        Study study,
        StudyOptions options,
        IProgress<StudyEvent> progress,
        CancellationToken cancellation = default
    ) => RunAsync(Plan(study), options, progress, cancellation);

    /// <inheritdoc cref="RunAsync(Study, StudyOptions, IProgress{StudyEvent}, CancellationToken)"/>
    /// <param name="plan">A plan made by <see cref="Plan"/>.</param>
    /// <param name="options">How to execute it.</param>
    /// <param name="progress">Receives events from several threads, one at a time.</param>
    /// <param name="cancellation">Cancels the study.</param>
    public async Task<StudyResult> RunAsync(
        Plan plan,
        StudyOptions options,
        IProgress<StudyEvent> progress,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        var ordered = new OrderedProgress(progress);
        await using var launcher = Launcher(
            plan,
            options,
            ledger.Folder,
            text => ordered.Report(new LauncherReported(services.Clock.GetUtcNow(), text))
        );
        var rows = Assign(plan);
        // Variants from notebook cells are stored as plug-ins, for the workers and for study.yaml.
        var stored = ledger.CanWrite ? Plugins.Save(plan.Cells.Select(cell => cell.Config), ledger.PluginsFolder) : [];
        if (stored.Count > 0)
            plan = plan with { Study = plan.Study with { Plugins = [.. plan.Study.Plugins.Union(stored)] } };
        var schedule = new StudySchedule(plan, rows, ledger, services.Clock, options.Budget, ordered, () => StopsAt(plan, rows));
        if (!schedule.IsAnswered)
        {
            ledger.RequireWritable();
            services.Resolver.RequireText(plan.Baseline.Config);
        }
        var folder = StudyFolder.At(plan, options.Out);
        folder.WriteDefinition(plan, services.Resolver.RecordOf([plan.Baseline.Config, .. plan.Cells.Select(cell => cell.Config)]));
        foreach (var (run, record) in schedule.Answered.Where(one => one.Record.State == RunStatus.Completed))
            services.Resolver.Complete(run.Config, new RunFolder(record.Folder));
        ordered.Report(new StudyPlanned(services.Clock.GetUtcNow(), plan, schedule.Finished, launcher.Concurrency));
        var reported = ReportNotices(0);
        await schedule.RunAsync(launcher, cancellation).ConfigureAwait(false);
        ReportNotices(reported);
        ledger.List();
        cancellation.ThrowIfCancellationRequested();
        var result = ResultOf(plan, rows);
        folder.WriteResult(result);
        return result;

        // Called before the runs as well, so that a notice about a damaged run precedes its recomputation.
        int ReportNotices(int from)
        {
            foreach (var notice in ledger.Notices.Skip(from).ToList())
                ordered.Report(new StudyNotice(services.Clock.GetUtcNow(), notice));
            return ledger.Notices.Count;
        }
    }

    /// <summary>The current result of a study from the ledger; starts no runs.</summary>
    /// <exception cref="InvalidInputException">The study is invalid.</exception>
    public StudyResult Load(Study study) => Load(Plan(study));

    /// <inheritdoc cref="Load(Study)"/>
    public StudyResult Load(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return ResultOf(plan, Assign(plan));
    }

    /// <summary>
    /// Predicts the cost of the runs that the ledger does not have, from a trial: a few steps of every variant whose cost differs, launched
    /// as the study launches its runs, in a temporary folder. Writes nothing else.
    /// </summary>
    /// <param name="plan">A plan made by <see cref="Plan"/>.</param>
    /// <param name="options">How the study would be executed.</param>
    /// <param name="limit">The most time that the trial takes.</param>
    /// <param name="progress">Receives <see cref="TrialProgressed"/>.</param>
    /// <param name="cancellation">Cancels the trial; its folder is deleted.</param>
    /// <exception cref="InvalidInputException">The options are invalid.</exception>
    public async Task<CostPrediction> PredictAsync(
        Plan plan,
        StudyOptions options,
        TimeSpan limit,
        IProgress<StudyEvent> progress,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        await using var launcher = Launcher(plan, options);
        var missing = new StudySchedule(plan, Assign(plan), ledger, services.Clock, null, new OrderedProgress(progress)).Missing;
        var work = new RemainingWork(plan, missing, Math.Max(1, Math.Min(launcher.Concurrency, missing.Count)));
        if (missing.Count == 0)
            return work.Predict([], TimeSpan.Zero);
        services.Resolver.RequireText(plan.Baseline.Config);
        return await new CostTrial(work, launcher, services.Clock, limit, progress).RunAsync(cancellation).ConfigureAwait(false);
    }

    private ILauncher Launcher(Plan plan, StudyOptions options, string? folder = null, Action<string>? notify = null)
    {
        var faults = new List<Fault>();
        if (options.Workers is < 1)
            faults.Add(
                new(
                    "a study needs at least one worker",
                    $"{options.Workers}",
                    $"auto, or 1 and more; this machine has {services.Cores} cores",
                    null,
                    "workers"
                )
            );
        if (options.Budget is { } budget && budget <= TimeSpan.Zero)
            faults.Add(new("a budget is a time", $"{budget}", "a positive duration: 30s, 10m, 2h", null, "budget"));
        LauncherConfig? config = null;
        try
        {
            config = (LauncherConfig)Variants.Parse(typeof(LauncherConfig), options.Launcher, "launcher");
        }
        catch (InvalidInputException invalid)
        {
            faults.AddRange(invalid.Faults);
        }
        return faults.Count > 0
            ? throw new InvalidInputException(faults)
            : config!.Build(
                options.Workers ?? config.Workers(plan, options),
                new LauncherServices(services.Executor, services.Worker, services.Clock)
                {
                    Ledger = folder,
                    Environment = services.Environment(plan.Threads),
                    Notify = notify,
                }
            );
    }

    /// <summary>
    /// Chooses the environment of each seed's runs. Pairs are formed within one environment, so all runs of a seed come from the same one:
    /// an environment in which all of them are finished (the current one first), or else the current one, where only the missing runs are
    /// computed.
    /// </summary>
    private IReadOnlyList<string> Assign(Plan plan)
    {
        var here = Ledger.EnvironmentKey(services.Environment(plan.Threads).Hash);
        return
        [
            .. plan
                .Runs.GroupBy(run => run.Seed)
                .Select(row =>
                {
                    var candidates = ledger.EnvironmentsOf(row.First().Id).Prepend(here).Distinct();
                    return candidates.FirstOrDefault(environment =>
                            row.All(run => ledger.Read(run.Id, environment, run.Seed).Answers(run.Config))
                        ) ?? here;
                }),
        ];
    }

    private StudyResult ResultOf(Plan plan, IReadOnlyList<string> rows)
    {
        var (metric, runs) = (services.Resolver.MetricOf(plan.Baseline.Config), RunsOf(plan, rows));
        return StoppingRule.Seeds(plan, metric, runs) is { } seeds
            ? ResultBuilder.Build(StoppingRule.First(plan, seeds), metric, [.. runs.Select(cell => cell.Take(seeds).ToList())])
            : ResultBuilder.Build(plan, metric, runs);
    }

    private int? StopsAt(Plan plan, IReadOnlyList<string> rows) =>
        plan.Study.Until is null ? null : StoppingRule.Seeds(plan, services.Resolver.MetricOf(plan.Baseline.Config), RunsOf(plan, rows));

    private List<IReadOnlyList<RunRecord>> RunsOf(Plan plan, IReadOnlyList<string> rows) =>
        plan
            .Cells.Select(cell =>
                (IReadOnlyList<RunRecord>)
                    [
                        .. plan.Seeds.Select(
                            (seed, row) =>
                                ledger.Read(plan.Runs[(row * plan.Cells.Count) + cell.Index].Id, rows[row], seed).For(cell.Config)
                        ),
                    ]
            )
            .ToList();

    /// <summary>Serialises events that arrive from several threads.</summary>
    private sealed class OrderedProgress(IProgress<StudyEvent> inner) : IProgress<StudyEvent>
    {
        private readonly Lock _gate = new();

        public void Report(StudyEvent value)
        {
            lock (_gate)
                inner.Report(value);
        }
    }
}
