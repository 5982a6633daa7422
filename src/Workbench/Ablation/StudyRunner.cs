using Workbench.Ablation.Launchers;
using Workbench.Ablation.Search;
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
    // A checkpoint has 4-byte weights and both AdamW moments.
    private const int BytesOfParameter = 12;

    /// <summary>Called before the first run is computed, with the bytes that the runs to compute will write; throws where there is no room
    /// for them.</summary>
    internal Action<long>? RequireSpace { get; init; }

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
        // Variants from notebook cells are stored as plug-ins, for the workers and for study.yaml.
        var stored = ledger.CanWrite ? Plugins.Save(plan.Cells.Select(cell => cell.Config), ledger.PluginsFolder) : [];
        if (stored.Count > 0)
            plan = plan.WithStudy(plan.Study with { Plugins = [.. plan.Study.Plugins.Union(stored)] });
        var folder = StudyFolder.At(plan, options.Out);
        var (reported, defined, meter) = (0, false, new BudgetMeter(options.Budget, services.Clock));
        var (computes, answered) = (false, (PlannedRecords?)null);
        if (plan.Tuning is { Chosen: null } tuning)
        {
            await StageAsync(tuning.Trials, $"tuning {tuning.Axis.Name}").ConfigureAwait(false);
            plan = Tuned(plan);
        }
        // Without all trials there is nothing to compare: the next call goes on with them.
        if (plan.Tuning is not { Chosen: null })
            await StudyAsync().ConfigureAwait(false);
        if (computes)
            ledger.List();
        ReportNotices();
        cancellation.ThrowIfCancellationRequested();
        var result = answered is null ? Load(plan) : ResultOf(plan, answered);
        folder.WriteResult(result);
        return result;

        async Task StudyAsync()
        {
            if (plan.Search is not Halving halving)
            {
                await StageAsync(plan, null).ConfigureAwait(false);
                return;
            }
            // Runs that fail do not come to the next rung, however often one tries.
            for (var state = HalvingOf(plan, halving); ; )
            {
                await StageAsync(
                        plan with
                        {
                            Runs = [.. plan.Runs.Where(run => state.Running.Any(cell => cell.Index == run.Cell.Index))],
                        },
                        state.PauseAt is { } pause ? $"to step {pause}" : "to the end",
                        state.PauseAt
                    )
                    .ConfigureAwait(false);
                var next = HalvingOf(plan, halving);
                if (state.PauseAt is null || next.PauseAt == state.PauseAt || cancellation.IsCancellationRequested)
                    return;
                foreach (var stopped in next.Stopped.Skip(state.Stopped.Count))
                    ordered.Report(new CellStopped(services.Clock.GetUtcNow(), stopped));
                state = next;
            }
        }

        async Task StageAsync(Plan stage, string? name, long? pauseAt = null)
        {
            if (cancellation.IsCancellationRequested)
                return;
            var records = Read(stage);
            var schedule = new StudySchedule(
                stage,
                records,
                ledger,
                services.Clock,
                meter,
                ordered,
                () => StopsAt(stage, records),
                pauseAt
            );
            if (!schedule.IsAnswered)
            {
                ledger.RequireWritable();
                services.Resolver.RequireText(plan.Baseline.Config);
                if (!computes)
                    RequireSpace?.Invoke(BytesToWrite());
                computes = true;
            }
            else if (ReferenceEquals(stage, plan))
                answered = records;
            if (!defined)
                folder.WriteDefinition(plan, services.Resolver.RecordOf([plan.Baseline.Config, .. plan.Cells.Select(cell => cell.Config)]));
            defined = true;
            foreach (var (run, record) in schedule.Answered.Where(one => one.Record.State == RunStatus.Completed))
                services.Resolver.Complete(run.Config, new RunFolder(record.Folder));
            ordered.Report(new StudyPlanned(services.Clock.GetUtcNow(), stage, schedule.Finished, launcher.Concurrency) { Stage = name });
            // Also before the runs, so that a notice about a damaged run precedes its recomputation.
            ReportNotices();
            await schedule.RunAsync(launcher, cancellation).ConfigureAwait(false);
            ReportNotices();
        }

        long BytesToWrite() => Missing(plan, ordered).Sum(one => plan.Audit.Costs[one.Run.Cell.Index].Parameters * BytesOfParameter);

        void ReportNotices()
        {
            foreach (var notice in ledger.Notices.Skip(reported).ToList())
                ordered.Report(new StudyNotice(services.Clock.GetUtcNow(), notice));
            reported = ledger.Notices.Count;
        }
    }

    /// <summary>
    /// The runs of a plan with the times at which their results were written, without reading them; null unless one environment has a
    /// result of each (the one that this machine last had, or else the newest). Faults of the options are thrown, as
    /// <see cref="RunAsync(Plan, StudyOptions, IProgress{StudyEvent}, CancellationToken)"/> throws them.
    /// </summary>
    internal async Task<FinishedRuns?> FinishedAsync(Plan plan, StudyOptions options)
    {
        if (plan.Tuning is not null || plan.Search is Halving || services.LastEnvironment(plan.Threads) is not { } last)
            return null;
        IEnumerable<string> environments = [Ledger.EnvironmentKey(last.Hash), .. ledger.EnvironmentsOf(plan.Runs[0].Id)];
        IReadOnlyList<string> ids = [.. plan.Runs.Select(run => run.Id)];
        foreach (var environment in environments.Distinct())
        {
            if (ledger.WrittenIn(environment, ids) is not { } times)
                continue;
            await using var launcher = Launcher(plan, options, ledger.Folder);
            return new([.. ids.Zip(times, (id, time) => (id, environment, time))], launcher.Concurrency);
        }
        return null;
    }

    /// <summary>The current result of a study from the ledger; starts no runs.</summary>
    /// <exception cref="InvalidInputException">The study is invalid.</exception>
    public StudyResult Load(Study study) => Load(Plan(study));

    /// <inheritdoc cref="Load(Study)"/>
    public StudyResult Load(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        plan = Tuned(plan);
        return plan.Tuning is { Chosen: null } tuning ? Untuned(plan, tuning) : ResultOf(plan, Read(plan));
    }

    /// <summary>The plan with tuned settings, where the ledger has all trials; otherwise the plan as it is.</summary>
    private Plan Tuned(Plan plan) =>
        plan.Tuning is { Chosen: null } tuning
            ? tuning.Choose(plan, services.Resolver.MetricOf(plan.Baseline.Config), Read(tuning.Trials).ByCell(tuning.Trials)) ?? plan
            : plan;

    private HalvingState HalvingOf(Plan plan, Halving halving) =>
        HalvingRule.Decide(plan, halving, services.Resolver.MetricOf(plan.Baseline.Config), Read(plan).ByCell(plan));

    /// <summary>The result of a study whose trials are not finished: nothing is compared.</summary>
    private StudyResult Untuned(Plan plan, Tuning tuning)
    {
        var none = plan.Cells.Select(cell =>
            (IReadOnlyList<RunRecord>)
                [
                    .. plan
                        .Runs.Where(run => run.Cell.Index == cell.Index)
                        .Select(run => new RunRecord
                        {
                            Id = run.Id,
                            Environment = "",
                            Folder = "",
                            Seed = run.Seed,
                            State = RunStatus.Missing,
                        }),
                ]
        );
        var trials = Read(tuning.Trials).ByCell(tuning.Trials).SelectMany(cell => cell).ToList();
        var result = ResultBuilder.Build(plan, services.Resolver.MetricOf(plan.Baseline.Config), [.. none]);
        return result with
        {
            Notes =
            [
                $"{trials.Count(run => !run.IsFinished)} of {trials.Count} trials that tune {tuning.Axis.Name} are not finished, "
                    + $"{trials.Count(run => run.State == RunStatus.Failed)} failed; nothing is compared before.",
                .. result.Notes,
            ],
        };
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
        var missing = Missing(Tuned(plan), new OrderedProgress(progress));
        var work = new RemainingWork(plan, missing, Math.Max(1, Math.Min(launcher.Concurrency, missing.Count)));
        if (missing.Count == 0)
            return work.Predict([], TimeSpan.Zero);
        services.Resolver.RequireText(plan.Baseline.Config);
        return await new CostTrial(work, launcher, services.Clock, limit, progress).RunAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>The runs to compute. Trials are counted as runs of their cells, which cost the same; which cells halving will stop is not
    /// known, so that the last are taken.</summary>
    private IReadOnlyList<(PlannedRun Run, RunRecord Record)> Missing(Plan plan, IProgress<StudyEvent> progress)
    {
        IReadOnlyList<(PlannedRun Run, RunRecord Record)> Of(Plan one) =>
            new StudySchedule(one, Read(one), ledger, services.Clock, new(null, services.Clock), progress).Missing;
        var own = Of(plan);
        if (plan.Search is Halving halving)
        {
            var rungs = HalvingRule.Rungs(plan, halving).Reverse().ToList();
            own =
            [
                .. own.Select(one =>
                {
                    var steps = rungs.First(rung => one.Run.Cell.Index < rung.Cells || rung == rungs[^1]).Steps;
                    return one with
                    {
                        Run = one.Run with { Config = one.Run.Config with { Train = one.Run.Config.Train with { Steps = steps } } },
                    };
                }),
            ];
        }
        if (plan.Tuning is not { Chosen: null } tuning)
            return own;
        return
        [
            .. own,
            .. Of(tuning.Trials).Select(one => one with { Run = one.Run with { Cell = plan.Cells[tuning.CellOf(one.Run.Cell)] } }),
        ];
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
        faults.AddRange(options.Budget?.Faults() ?? []);
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
                    Environment = () => services.Environment(plan.Threads),
                    Notify = notify,
                }
            );
    }

    private PlannedRecords Read(Plan plan)
    {
        // Finished runs are found without loading libtorch.
        if (services.LastEnvironment(plan.Threads) is { } last)
        {
            var records = Read(plan, last);
            if (records.Answer(plan) || services.Environment(plan.Threads).Hash == last.Hash)
                return records;
        }
        return Read(plan, services.Environment(plan.Threads));
    }

    private PlannedRecords Read(Plan plan, RunEnvironment here) => PlannedRecords.Read(plan, ledger, Ledger.EnvironmentKey(here.Hash));

    private StudyResult ResultOf(Plan plan, PlannedRecords records)
    {
        var (metric, runs) = (services.Resolver.MetricOf(plan.Baseline.Config), records.ByCell(plan));
        if (plan.Search is Halving halving)
            return ResultBuilder.Build(plan, metric, runs).Halved(HalvingRule.Decide(plan, halving, metric, runs).Stopped);
        return StoppingRule.Seeds(plan, metric, runs) is { } seeds
            ? ResultBuilder.Build(StoppingRule.First(plan, seeds), metric, [.. runs.Select(cell => cell.Take(seeds).ToList())])
            : ResultBuilder.Build(plan, metric, runs);
    }

    private int? StopsAt(Plan plan, PlannedRecords begun) =>
        plan.Study.Until is null
            ? null
            : StoppingRule.Seeds(plan, services.Resolver.MetricOf(plan.Baseline.Config), begun.Now(plan, ledger).ByCell(plan));

    /// <summary>Runs that have a result, in the plan's order, and the number of workers that would compute them.</summary>
    internal sealed record FinishedRuns(IReadOnlyList<(string Id, string Environment, DateTime Written)> Runs, int Workers);

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
