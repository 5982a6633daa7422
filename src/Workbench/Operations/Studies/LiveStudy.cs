namespace Workbench.Operations;

/// <summary>
/// A study's state while it runs, at most four times a second and once at its end; a notebook shows it in place of the last one.
/// </summary>
/// <param name="Study">The state.</param>
public sealed record StudyChanged(LiveStudy Study) : OperationEvent;

/// <summary>How far a study is: a snapshot, which later events do not change.</summary>
public sealed record LiveStudy
{
    private readonly Lazy<object?> _figure;

    /// <summary>A snapshot.</summary>
    /// <param name="figure">Draws the learning curves so far; called once, when somebody looks.</param>
    public LiveStudy(Func<object?> figure) => _figure = new Lazy<object?>(figure);

    /// <summary>The study's name: its axes.</summary>
    public required string Title { get; init; }

    /// <summary>Training steps done, over all runs; those of runs that the ledger had count.</summary>
    public required long Steps { get; init; }

    /// <summary>Training steps in all.</summary>
    public required long TotalSteps { get; init; }

    /// <summary>Runs in all.</summary>
    public required int Runs { get; init; }

    /// <summary>Runs that have completed, in this study or before.</summary>
    public required int Completed { get; init; }

    /// <summary>Runs that the ledger had before.</summary>
    public required int Reused { get; init; }

    /// <summary>Runs that diverged.</summary>
    public required int Diverged { get; init; }

    /// <summary>Runs that failed.</summary>
    public required int Failed { get; init; }

    /// <summary>Runs that are being computed, in the order in which they began.</summary>
    public required IReadOnlyList<LiveRun> Running { get; init; }

    /// <summary>Time since the study began.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Time that is probably left, at the pace so far; null before there is one.</summary>
    public required TimeSpan? Remaining { get; init; }

    /// <summary>Whether nothing more will come.</summary>
    public required bool Ended { get; init; }

    /// <summary>
    /// The learning curves so far, per cell the mean over its seeds: a figure, as the formatters know it; null before there is a point.
    /// </summary>
    public object? Figure => _figure.Value;

    /// <summary>The share that is done, 0 to 1.</summary>
    public double Share => TotalSteps > 0 ? (double)Steps / TotalSteps : 0;
}

/// <summary>A run that is being computed.</summary>
/// <param name="Cell">Its cell: "pre · rope".</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Loss">The last training loss, nats; null before the first.</param>
/// <param name="Metric">The last validation metric; null before the first.</param>
/// <param name="TokensPerSecond">Training throughput.</param>
public sealed record LiveRun(string Cell, long Seed, int Step, int Steps, double? Loss, double? Metric, double TokensPerSecond);
