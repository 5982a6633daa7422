using System.Globalization;
using Workbench.Ablation;
using Workbench.Experiments.Measures;
using Workbench.Statistics;
using Workbench.Training;

namespace Workbench.Experiments;

/// <summary>What of a recorded result did not come again.</summary>
/// <param name="What">The run or the comparison.</param>
/// <param name="Recorded">What was recorded.</param>
/// <param name="Now">What came now.</param>
/// <param name="Rule">The rule that this breaks.</param>
public sealed record Deviation(string What, string Recorded, string Now, string Rule);

/// <summary>The comparison of a new result with the recorded one.</summary>
/// <param name="SameBits">Whether the machine and the versions are those of the recording, so that all bits must be the same.</param>
/// <param name="LargestDeviation">The largest absolute difference of a final metric from the recorded one.</param>
/// <param name="Deviations">What did not come again; empty when the result was reproduced.</param>
/// <param name="Unsettled">Number of verdicts that only one of both results could decide, none of which contradicts the other.</param>
public sealed record Reproduction(bool SameBits, double LargestDeviation, IReadOnlyList<Deviation> Deviations, int Unsettled)
{
    /// <summary>Compares results.</summary>
    /// <param name="recorded">The recorded result.</param>
    /// <param name="now">The new one, of the same runs.</param>
    /// <param name="tolerance">How far a final metric may be from the recorded one on another machine: "0.5%", "0.02".</param>
    public static Reproduction Compare(Recording recorded, Recording now, string tolerance)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        ArgumentNullException.ThrowIfNull(now);
        var rule = EpsilonRule.Parse(tolerance)!;
        var sameBits = SameMachine(recorded.Environment, now.Environment);
        var found = now.Runs.ToDictionary(run => run.Id);
        var deviations = new List<Deviation>();
        var largest = 0.0;
        var unsettled = 0;
        foreach (var old in recorded.Runs)
        {
            var run = found.GetValueOrDefault(old.Id);
            var name = $"{old.Cell}, seed {old.Seed}";
            if (run?.State != old.State)
            {
                deviations.Add(new(name, Text(old.State), run is null ? "no such run" : Text(run.State), "a run ends as it did"));
                continue;
            }
            foreach (var (length, before) in Metrics(old))
            {
                var after = Metrics(run).GetValueOrDefault(length, double.NaN);
                var apart = Math.Abs(after - before);
                largest = Math.Max(largest, apart);
                if (sameBits ? before.Equals(after) : apart <= rule.In(before))
                    continue;
                deviations.Add(
                    new(
                        length == 0 ? name : $"{name}, at {length} tokens",
                        Number(before),
                        Number(after),
                        sameBits ? "the same machine and versions give the same bits" : $"within {tolerance} on another machine"
                    )
                );
            }
        }
        foreach (var old in recorded.Verdicts)
        {
            var verdict = now.Verdicts.FirstOrDefault(one => (one.Compared, one.With, one.Detail) == (old.Compared, old.With, old.Detail));
            if (verdict?.Word == old.Word && verdict.Corrected == old.Corrected)
                continue;
            if (!sameBits && verdict is not null && Agree(old, verdict))
            {
                unsettled++;
                continue;
            }
            deviations.Add(
                new(
                    $"{old.Compared} against {old.With}{old.Detail}",
                    Text(old),
                    verdict is null ? "no such comparison" : Text(verdict),
                    sameBits ? "every verdict comes again" : "no verdict is contradicted on another machine"
                )
            );
        }
        deviations.AddRange(MeasureDeviations.Of(recorded.Measures, now.Measures, sameBits));
        return new(sameBits, largest, deviations, unsettled);
    }

    // Where the interval's end lies near epsilon or 0, another machine's rounding may decide what was open, or leave open what was
    // decided: that is no contradiction as long as both intervals have a difference in common.
    private static bool Agree(RecordedVerdict one, RecordedVerdict other)
    {
        return Fit(one.Word, other.Word) && Fit(one.Corrected, other.Corrected) && one.Low <= other.High && other.Low <= one.High;

        static bool Fit(VerdictWord one, VerdictWord other) =>
            one == other || one == VerdictWord.Undetermined || other == VerdictWord.Undetermined;
    }

    // The commit is no part of it: a change that alters bits is what a comparison is to find.
    private static bool SameMachine(RunEnvironment one, RunEnvironment other) =>
        (one with { Commit = "", Workbench = "" }).Hash == (other with { Commit = "", Workbench = "" }).Hash;

    // By context length; 0 is the length of training.
    private static IReadOnlyDictionary<int, double> Metrics(RecordedRun run)
    {
        var metrics = new SortedDictionary<int, double>();
        if (run.Metric is { } final)
            metrics[0] = final;
        foreach (var (length, metric) in run.ByContext ?? new Dictionary<int, double>())
            metrics[length] = metric;
        return metrics;
    }

    private static string Text(RunStatus state) => state.ToString().ToLowerInvariant();

    private static string Text(RecordedVerdict verdict) =>
        verdict.Word.ToString().ToLowerInvariant()
        + (verdict.Word == verdict.Corrected ? "" : $", corrected {verdict.Corrected.ToString().ToLowerInvariant()}")
        + (
            verdict is { Low: { } low, High: { } high }
                ? string.Create(CultureInfo.InvariantCulture, $" ({verdict.Difference:+0.0000;-0.0000} [{low:0.0000}, {high:0.0000}])")
                : ""
        );

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
