using System.Text.Json.Serialization;
using Workbench.Experiments;

namespace Workbench.Operations;

/// <summary>The result of <see cref="Reproduce"/>, in plain values for <c>--json</c>.</summary>
public sealed record ReproduceResult : IPartialResult
{
    /// <summary>The experiments, in the order of the command.</summary>
    public required IReadOnlyList<ReproducedExperiment> Experiments { get; init; }

    /// <summary>Whether README.md and CLAIMS.md were made again.</summary>
    public bool Pages { get; init; }

    /// <summary>The index page: every claim and prediction with its outcome, and links to the reports.</summary>
    public required string Index { get; init; }

    /// <summary>The index page's path for display: relative when it is below the current folder.</summary>
    [JsonIgnore]
    public string? IndexFromHere { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public ExitCode ExitCode =>
        Experiments.Any(one => one.Failed > 0) ? ExitCode.RunFailed
        : Experiments.Any(one => one.Deviations.Count > 0) ? ExitCode.NotReproduced
        : ExitCode.Done;

    /// <inheritdoc/>
    [JsonIgnore]
    public string? Shortfall =>
        Experiments.Where(one => one.Failed > 0 || one.Deviations.Count > 0).Select(one => one.Name).ToList() is { Count: > 0 } names
            ? $"not reproduced: {string.Join(", ", names)}"
            : null;
}

/// <summary>An experiment that was run again.</summary>
public sealed record ReproducedExperiment
{
    /// <summary>The name of its folder.</summary>
    public required string Name { get; init; }

    /// <summary>The budget: "smoke", "full".</summary>
    public required string Budget { get; init; }

    /// <summary>The number of runs.</summary>
    public required int Runs { get; init; }

    /// <summary>The wall time in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>The report of the new study.</summary>
    public required string Report { get; init; }

    /// <summary>The report's path for display: relative when it is below the current folder.</summary>
    [JsonIgnore]
    public string? ReportFromHere { get; init; }

    /// <summary>The number of failed runs; nothing is compared when there is one.</summary>
    public int Failed { get; init; }

    /// <summary>Whether the result was recorded instead of compared.</summary>
    public bool Recorded { get; init; }

    /// <summary>Whether machine and versions are those of the recording, so that all bits must be the same; null when nothing was
    /// compared.</summary>
    public bool? SameBits { get; init; }

    /// <summary>The largest absolute difference of a final metric from the recorded one.</summary>
    public double? LargestDeviation { get; init; }

    /// <summary>What did not come again.</summary>
    public IReadOnlyList<Deviation> Deviations { get; init; } = [];

    /// <summary>Number of verdicts that only one of the recorded and the new result could decide.</summary>
    public int Unsettled { get; init; }

    /// <summary>Claims and predictions, with their outcomes in the new result.</summary>
    public IReadOnlyList<ExpectationOutcome> Outcomes { get; init; } = [];
}

/// <summary>The outcome of a claim or a prediction.</summary>
/// <param name="Source">The paper; null for our own predictions.</param>
/// <param name="Text">The sentence.</param>
/// <param name="Outcome">Whether it came true.</param>
public sealed record ExpectationOutcome(string? Source, string Text, Outcome Outcome);
