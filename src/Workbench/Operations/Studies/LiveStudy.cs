namespace Workbench.Operations;

/// <summary>
/// The state of a running study changed. Sent at most four times a second, and once at the end; a notebook replaces the previous display.
/// </summary>
/// <param name="Study">The state.</param>
public sealed record StudyChanged(LiveStudy Study) : OperationEvent;

/// <summary>The progress of a study: an immutable snapshot.</summary>
public sealed record LiveStudy
{
    private readonly Lazy<object?> _figure;

    /// <summary>Creates a snapshot.</summary>
    /// <param name="figure">Draws the learning curves so far. Called once, on the first access to <see cref="Figure"/>.</param>
    public LiveStudy(Func<object?> figure) => _figure = new Lazy<object?>(figure);

    /// <summary>The study's title: the names of its axes.</summary>
    public required string Title { get; init; }

    /// <summary>Completed training steps of all runs, including runs from the ledger.</summary>
    public required long Steps { get; init; }

    /// <summary>The total number of training steps.</summary>
    public required long TotalSteps { get; init; }

    /// <summary>The total number of runs.</summary>
    public required int Runs { get; init; }

    /// <summary>The number of completed runs, including runs from the ledger.</summary>
    public required int Completed { get; init; }

    /// <summary>The number of runs taken from the ledger.</summary>
    public required int Reused { get; init; }

    /// <summary>The number of diverged runs.</summary>
    public required int Diverged { get; init; }

    /// <summary>The number of failed runs.</summary>
    public required int Failed { get; init; }

    /// <summary>At most 32 running runs: those with a step first, in the order in which they started.</summary>
    public required IReadOnlyList<LiveRun> Running { get; init; }

    /// <summary>The time since the study started.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>The estimated remaining time at the pace so far; null before the first step and after the end.</summary>
    public required TimeSpan? Remaining { get; init; }

    /// <summary>Whether this is the last snapshot.</summary>
    public required bool Ended { get; init; }

    /// <summary>
    /// The learning curves so far, the mean over seeds for each cell, as an object that has a notebook formatter; null before the first
    /// point.
    /// </summary>
    public object? Figure => _figure.Value;

    /// <summary>The completed fraction, 0 to 1.</summary>
    public double Share => TotalSteps > 0 ? (double)Steps / TotalSteps : 0;
}

/// <summary>A running run.</summary>
/// <param name="Cell">The label of its cell: "pre · rope".</param>
/// <param name="Seed">The seed.</param>
/// <param name="Step">Completed steps.</param>
/// <param name="Steps">All steps.</param>
/// <param name="Loss">The last training loss, in nats; null before the first.</param>
/// <param name="Metric">The last validation metric; null before the first.</param>
/// <param name="TokensPerSecond">The training throughput.</param>
public sealed record LiveRun(string Cell, long Seed, int Step, int Steps, double? Loss, double? Metric, double TokensPerSecond);
