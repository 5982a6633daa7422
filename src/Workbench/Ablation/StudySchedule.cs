using Workbench.Ablation.Launchers;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>
/// Submits a plan's runs to a launcher, seed-major. Skips runs that the ledger has, waits for runs that another live process computes, and
/// starts no further seed once the budget is spent or every comparison is decided; seeds that have started are finished. With a pause, runs
/// are interrupted after the evaluation at that step, and those that have come so far are not started.
/// </summary>
internal sealed class StudySchedule
{
    // ENOSPC and EDQUOT of Linux, which .NET gives as the code of the exception.
    private const int NoSpace = 28,
        NoQuota = 122;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    private readonly Plan _plan;
    private readonly Ledger _ledger;
    private readonly TimeProvider _clock;
    private readonly BudgetMeter _budget;
    private readonly IProgress<StudyEvent> _progress;
    private readonly Lock _gate = new();
    private readonly LinkedList<Item> _waiting = [];
    private readonly HashSet<int> _begun = [];
    private readonly Func<int?> _stopsAt;
    private readonly long? _pauseAt;
    private bool _spent;
    private bool _decided;

    public StudySchedule(
        Plan plan,
        PlannedRecords records,
        Ledger ledger,
        TimeProvider clock,
        BudgetMeter budget,
        IProgress<StudyEvent> progress,
        Func<int?>? stopsAt = null,
        long? pauseAt = null
    )
    {
        (_stopsAt, _pauseAt) = (stopsAt ?? (() => null), pauseAt);
        (_plan, _ledger, _clock, _budget, _progress) = (plan, ledger, clock, budget, progress);
        var seeds = plan.Seeds.Index().ToDictionary(seed => seed.Item, seed => seed.Index);
        // Cells that resolve to one config (an axis value equal to a default) are one run.
        var seen = new HashSet<string>();
        foreach (var (index, run) in plan.Runs.Index())
        {
            var row = seeds[run.Seed];
            var record = records[index];
            if (Answers(record, run))
                Answered.Add((run, record.For(run.Config)));
            else if (seen.Add(run.Id))
                _waiting.AddLast(new Item(run, row, records.Environments[row], record));
        }
    }

    private bool Answers(RunRecord record, PlannedRun run) =>
        record.Answers(run.Config) || (_pauseAt is { } pause && HalvingRule.HasReached(record, pause));

    private sealed record Item(PlannedRun Run, int Row, string Environment, RunRecord Record)
    {
        public bool Announced { get; set; }
    }

    /// <summary>Runs that the ledger had at the start.</summary>
    public List<(PlannedRun Run, RunRecord Record)> Answered { get; } = [];

    /// <summary>Runs that are still to be computed, in order, with what the ledger has of them.</summary>
    public IReadOnlyList<(PlannedRun Run, RunRecord Record)> Missing => [.. _waiting.Select(item => (item.Run, item.Record))];

    /// <summary>Whether the ledger had all runs, so that nothing has to be computed.</summary>
    public bool IsAnswered => _waiting.Count == 0;

    /// <summary>Number of runs that the ledger had at the start.</summary>
    public int Finished => Answered.Count;

    public async Task RunAsync(ILauncher launcher, CancellationToken cancellation)
    {
        foreach (var (run, record) in Answered)
            _progress.Report(new RunReused(_clock.GetUtcNow(), run, record));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var lanes = Enumerable.Range(0, Math.Min(launcher.Concurrency, _waiting.Count)).Select(_ => GuardedAsync(launcher, stop));
        await Task.WhenAll(lanes).ConfigureAwait(false);
    }

    /// <summary>Stops all lanes when one throws: other runs would hit the same cause (a full disk, a progress handler that
    /// throws).</summary>
    private async Task GuardedAsync(ILauncher launcher, CancellationTokenSource stop)
    {
        try
        {
            await LaneAsync(launcher, stop.Token).ConfigureAwait(false);
        }
        catch (IOException full) when (full.HResult is NoSpace or NoQuota)
        {
            await stop.CancelAsync().ConfigureAwait(false);
            throw new InvalidInputException(
                [
                    new(
                        $"the disk of the ledger is full: {full.Message}",
                        _ledger.Folder,
                        null,
                        "Free space (runs gc and runs clean show what could go), then run the same command again: it goes on.",
                        "--ledger"
                    ),
                ],
                full
            );
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task LaneAsync(ILauncher launcher, CancellationToken cancellation)
    {
        // Continue on the thread pool: a launcher that completes synchronously must not delay the start of the other lanes.
        await Task.Yield();
        while (!cancellation.IsCancellationRequested && Take() is { } taken)
        {
            if (taken.Claim is { } claim)
            {
                using (claim)
                    await ComputeAsync(launcher, taken.Item, cancellation).ConfigureAwait(false);
            }
            else
            {
                try
                {
                    await Task.Delay(Poll, _clock, cancellation).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }
        }
    }

    /// <summary>
    /// The next available run with its claim. The claim is null when other processes compute all remaining runs; the result is null when no
    /// run is left.
    /// </summary>
    private (Item Item, FileLock? Claim)? Take()
    {
        lock (_gate)
        {
            for (var node = _waiting.First; node is not null; )
            {
                var (item, next) = (node.Value, node.Next);
                if (OverBudget(item) || IsDecided(item))
                    return null;
                var claim = FileLock.TryTake(_ledger.ClaimOf(item.Run.Id, item.Environment), _clock);
                // The previous holder of the claim may have finished the run.
                var record = PlannedRecords.Read(_ledger, item.Run, item.Environment);
                if (Answers(record, item.Run))
                {
                    claim?.Dispose();
                    _waiting.Remove(node);
                    _progress.Report(new RunReused(_clock.GetUtcNow(), item.Run, record));
                }
                else if (claim is not null)
                {
                    _waiting.Remove(node);
                    // A seed counts as a whole when it starts, so that its later runs are within the budget too.
                    if (_begun.Add(item.Row))
                        foreach (var run in _waiting.Where(one => one.Row == item.Row).Select(one => one.Run).Append(item.Run))
                            _budget.Begin(run);
                    return (item, claim);
                }
                else if (!item.Announced)
                {
                    item.Announced = true;
                    _progress.Report(
                        new RunAwaited(
                            _clock.GetUtcNow(),
                            item.Run,
                            FileLock.HolderOf(_ledger.ClaimOf(item.Run.Id, item.Environment)) ?? "another process"
                        )
                    );
                }
                node = next;
            }
            return _waiting.First is { } left ? (left.Value, null) : null;
        }
    }

    private bool OverBudget(Item item)
    {
        // The first seed always starts; otherwise a study with a small budget would never make progress.
        if (_begun.Count == 0 || _begun.Contains(item.Row))
            return false;
        if (!_spent && _budget.Allows([.. _waiting.Where(one => one.Row == item.Row).Select(one => one.Run)]))
            return false;
        if (!_spent)
            _progress.Report(
                new BudgetSpent(_clock.GetUtcNow(), _waiting.Select(one => one.Row).Distinct().Count(row => !_begun.Contains(row)))
            );
        return _spent = true;
    }

    private bool IsDecided(Item item)
    {
        if (_begun.Contains(item.Row) || _stopsAt() is not { } seeds)
            return false;
        if (!_decided)
            _progress.Report(new StudyDecided(_clock.GetUtcNow(), seeds));
        return _decided = true;
    }

    private async Task ComputeAsync(ILauncher launcher, Item item, CancellationToken cancellation)
    {
        var run = item.Run;
        var folder = new RunFolder(_ledger.FolderOf(run.Id, item.Environment));
        _progress.Report(new RunStarted(_clock.GetUtcNow(), run, folder.Path));
        folder.WritePlugins(run.Config.Code.Length > 0 ? _plan.Study.Plugins : []);
        var job = new RunJob(run.Config, folder.Path, _plan.Threads, _plan.Study.Plugins, _pauseAt);
        var result = await launcher.RunAsync(job, new Relay(this, run), cancellation).ConfigureAwait(false);
        lock (_gate)
            _budget.End(result.CpuSeconds ?? 0);
        // A crashed worker could not write its result.
        if (result.Status == RunStatus.Failed && folder.ReadResult()?.Status is not (RunStatus.Completed or RunStatus.Diverged))
            folder.WriteResult(result);
        var record = RunRecords.Of(
            new RunRecord
            {
                Id = run.Id,
                Environment = item.Environment,
                Folder = folder.Path,
                Seed = run.Seed,
                State = RunStatus.Missing,
            },
            result,
            run.Config.Model.Context
        );
        _progress.Report(new RunEnded(_clock.GetUtcNow(), run, record));
    }

    private sealed class Relay(StudySchedule schedule, PlannedRun run) : IProgress<TrainingEvent>
    {
        private readonly int _steps = (int)run.Config.Train.Steps;
        private double _tokensPerSecond;

        public void Report(TrainingEvent value)
        {
            var now = schedule._clock.GetUtcNow();
            switch (value)
            {
                case StepCompleted step:
                    _tokensPerSecond = step.TokensPerSecond;
                    schedule._progress.Report(new RunProgressed(now, run, (int)step.Step, _steps, step.Loss, null, _tokensPerSecond));
                    break;
                case Evaluated evaluated when evaluated.Context == run.Config.Model.Context:
                    schedule._progress.Report(
                        new RunProgressed(now, run, (int)evaluated.Step, _steps, null, evaluated.Metric, _tokensPerSecond)
                    );
                    break;
                case Notice notice:
                    schedule._progress.Report(new StudyNotice(now, $"{run.Cell.Label}, seed {run.Seed}: {notice.Text}", notice.IsWarning));
                    break;
            }
        }
    }
}
