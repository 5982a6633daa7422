using System.Globalization;
using System.Text;
using Workbench.Ablation;
using Workbench.Experiments.Measures;
using Workbench.Statistics;

namespace Workbench.Experiments;

/// <summary>The page of an experiment (README.md), made from its definition and its recorded results.</summary>
public static class ExperimentPage
{
    private const string Origin = "<!-- Made by ./workbench reproduce --pages from experiment.yaml, the studies and expected/. -->";

    /// <summary>The page's text.</summary>
    /// <exception cref="InvalidInputException">A file of the experiment has faults.</exception>
    public static string Of(ExperimentFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var experiment = folder.Read();
        var (budget, recording) = Best(folder);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Origin}\n\n# {folder.Name}\n\n{experiment.Question.Trim()}\n");
        if (recording is null)
            text.Append("\nNothing has been recorded yet.\n");
        else if (budget == ExperimentBudget.Smoke)
            text.Append("\nOnly the smoke budget has been recorded: too small a study for an answer.\n");
        Expectations(text, "What papers say", experiment.Claims, recording);
        Expectations(text, "What we expected before the first run", experiment.Predictions, recording);
        Commands(text, folder);
        if (recording is not null)
        {
            Results(text, budget, recording);
            foreach (var measurement in recording.Measures)
                Measured(text, measurement);
        }
        if (experiment.Surprises.Count > 0)
            text.Append(CultureInfo.InvariantCulture, $"\n## What was surprising\n\n{string.Join("\n\n", experiment.Surprises)}\n");
        return text.ToString();
    }

    /// <summary>The page about all claims of some experiments (CLAIMS.md).</summary>
    /// <param name="folders">The experiments.</param>
    /// <exception cref="InvalidInputException">A file of an experiment has faults.</exception>
    public static string Claims(IReadOnlyList<ExperimentFolder> folders)
    {
        ArgumentNullException.ThrowIfNull(folders);
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"""
            {Origin}

            # Claims of papers, tested here

            A claim holds when the verdict of its comparison, after Holm's correction for all comparisons of its study, is the expected one. Studies are
            small (see each experiment): what does not hold here may hold at another scale.

            | experiment | source | claim | compared | verdict | difference [95 %] | outcome | where the order flips |
            |---|---|---|---|---|---|---|---|

            """
        );
        foreach (var folder in folders)
        {
            var (budget, recording) = Best(folder);
            foreach (var claim in folder.Read().Claims)
            {
                var (row, verdict) = (ExpectationRow.Of(claim, recording), recording?.Find(claim));
                Row(
                    text,
                    $"[{folder.Name}]({folder.Name}/README.md){(budget == ExperimentBudget.Smoke ? " (smoke only)" : "")}",
                    row.Source!,
                    row.Text,
                    row.Compared,
                    row.Verdict,
                    row.Difference,
                    Bold(row.Outcome),
                    recording is null || verdict is null ? "—" : Flips(recording, verdict)
                );
            }
        }
        return text.ToString();
    }

    /// <summary>The recording of the full budget, or of the smoke budget where there is no other.</summary>
    internal static (ExperimentBudget Budget, Recording? Recording) Best(ExperimentFolder folder) =>
        folder.ReadRecording(ExperimentBudget.Full) is { } full
            ? (ExperimentBudget.Full, full)
            : (ExperimentBudget.Smoke, folder.ReadRecording(ExperimentBudget.Smoke));

    private static void Expectations(StringBuilder text, string title, IReadOnlyList<Expectation> all, Recording? recording)
    {
        if (all.Count == 0)
            return;
        var sources = all.Any(one => one.Source is not null);
        text.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n");
        string[] head = ["statement", "compared", "expected", "verdict", "difference [95 %]", "outcome"];
        Row(text, sources ? ["source", .. head] : head);
        Rule(text, head.Length + (sources ? 1 : 0));
        foreach (var one in all)
        {
            var row = ExpectationRow.Of(one, recording);
            string[] cells = [row.Text, row.Compared, row.Expected, row.Verdict, row.Difference, Bold(row.Outcome)];
            Row(text, sources ? [one.Source ?? "", .. cells] : cells);
        }
    }

    private static void Commands(StringBuilder text, ExperimentFolder folder)
    {
        text.Append("\n## How to run it\n");
        foreach (var budget in (ExperimentBudget[])[ExperimentBudget.Smoke, ExperimentBudget.Full])
        {
            var study = StudyFolder.ReadStudy(folder.StudyFile(budget));
            var axes = string.Join("; ", study.Axes.Select(axis => $"`{axis}`"));
            var settings = string.Join(", ", study.Settings.Select(setting => $"`{setting}`"));
            text.Append(
                CultureInfo.InvariantCulture,
                $"""

                    ./workbench reproduce experiments/{folder.Name} --budget {ExperimentFolder.NameOf(budget)}

                {study.Base} on {study.Task}{(study.Data is { } data ? $", {data}" : "")}; {axes}; {settings}; {study.SeedCount} seeds.

                """
            );
        }
    }

    private static void Results(StringBuilder text, ExperimentBudget budget, Recording recording)
    {
        var (metric, machine) = (recording.Metric, recording.Environment);
        var unit = metric.Unit.Length > 0 ? $", {metric.Unit}" : "";
        text.Append(
            CultureInfo.InvariantCulture,
            $"\n## Results ({ExperimentFolder.NameOf(budget)})\n\nThe metric is {metric.Name}{unit}; {(metric.LowerIsBetter ? "lower" : "higher")} is better.\n\n"
        );
        var measured = recording.Cells.Any(cell => cell.GradientNorm is not null);
        string[] head = ["variant", metric.Name, "95 % interval", "diverged", "parameters", "FLOPs/token", "state bytes"];
        Row(text, measured ? [.. head, "gradient norm at step 1", "tokens/s"] : head);
        Rule(text, head.Length + (measured ? 2 : 0));
        foreach (var cell in recording.Cells)
        {
            string[] cells =
            [
                cell.Label == recording.Baseline ? $"{cell.Label} (baseline)" : cell.Label,
                ExpectationRow.Number(cell.Mean),
                Interval(cell.Low, cell.High),
                $"{cell.Diverged}",
                cell.Parameters.ToString("N0", CultureInfo.InvariantCulture),
                cell.FlopsPerToken.ToString("N0", CultureInfo.InvariantCulture),
                cell.StateBytes.ToString("N0", CultureInfo.InvariantCulture),
            ];
            Row(
                text,
                measured
                    ?
                    [
                        .. cells,
                        cell.GradientNorm?.ToString("G3", CultureInfo.InvariantCulture) ?? "—",
                        cell.TokensPerSecond?.ToString("N0", CultureInfo.InvariantCulture) ?? "—",
                    ]
                    : cells
            );
        }
        text.Append('\n');
        Row(text, "compared", "with", "difference", "95 % interval", "pairs", "verdict", "corrected");
        Rule(text, 7);
        foreach (var one in recording.Verdicts)
            Row(
                text,
                one.Compared + one.Detail,
                one.With,
                ExpectationRow.Signed(one.Difference),
                Interval(one.Low, one.High),
                $"{one.Pairs}",
                ExpectationRow.Word(one.Word),
                ExpectationRow.Word(one.Corrected)
            );
        var noise = recording.NoiseFloor is { } floor
            ? $" Two runs of the baseline with different seeds differ by more than {floor:G3} in one of twenty cases."
            : "";
        var sets = string.Join(", ", machine.Kernels.Select(kernel => kernel.Split(':')[^1]).Distinct());
        text.Append(
            CultureInfo.InvariantCulture,
            $"""

            Differences within ±{recording.Epsilon:G3} do not matter (epsilon).{noise}

            Recorded on {recording.Date:yyyy-MM-dd}: {machine.Processor}, {recording.Cores} cores, threads of a run: {machine.Threads},
            kernels: {sets}, {machine.Torch}; {recording.Runs.Count} runs, {recording.RunSeconds / 60:0} minutes of training in all.

            """
        );
    }

    private static void Measured(StringBuilder text, Measurement measurement)
    {
        var timed = measurement.Timed ? " Times of the recording's machine, not compared when the experiment is reproduced." : "";
        text.Append(
            CultureInfo.InvariantCulture,
            $"""

            ## Measured: {measurement.Name}

            {measurement.Quantity}; geometric means over {measurement.Series[0].Points[0].Values.Count} replicates.{timed}


            """
        );
        Row(text, [measurement.Size, .. measurement.Series.Select(one => one.Label)]);
        Rule(text, measurement.Series.Count + 1);
        for (var i = 0; i < measurement.Series[0].Points.Count; i++)
            Row(
                text,
                [
                    measurement.Series[0].Points[i].Label,
                    .. measurement.Series.Select(one => one.Points[i].Mean.ToString("G3", CultureInfo.InvariantCulture)),
                ]
            );
        Row(
            text,
            [
                "exponent",
                .. measurement.Series.Select(one =>
                    measurement.TrendOf(one.Label) is { } trend
                        ? $"{ExpectationRow.Exponent(trend)}, {ExpectationRow.Word(trend.Word)}"
                        : "—"
                ),
            ]
        );
        // Only a ratio has a value at which two things are the same.
        if (measurement.Timed && measurement.Series.Any(one => one.Crossing is not null))
            Row(
                text,
                [
                    "as fast as the baseline at",
                    .. measurement.Series.Select(one => one.Crossing?.ToString("N0", CultureInfo.InvariantCulture) ?? "—"),
                ]
            );
    }

    /// <summary>The combinations of other axes in which the difference has the other sign.</summary>
    private static string Flips(Recording recording, RecordedVerdict verdict)
    {
        const string separator = " · ";
        var (value, baseline) = (After(verdict.Compared), After(verdict.With));
        if (value is null || baseline is null || verdict is not { Difference: { } mean, Detail: "" })
            return "—";
        var flipped = new List<string>();
        foreach (var cell in recording.Cells)
        {
            var parts = cell.Label.Split(separator);
            var axis = Array.IndexOf(recording.Baseline.Split(separator), baseline);
            if (axis < 0 || parts[axis] != value)
                continue;
            var other = string.Join(separator, parts.Select((part, i) => i == axis ? baseline : part));
            var difference = cell.Mean - recording.Cells.FirstOrDefault(one => one.Label == other)?.Mean;
            if (difference * mean < 0)
                flipped.Add(string.Join(separator, parts.Where((_, i) => i != axis)));
        }
        return flipped.Count == 0 ? "nowhere" : string.Join("; ", flipped);

        static string? After(string text) => text.IndexOf('=') is > 0 and var at ? text[(at + 1)..] : null;
    }

    private static void Row(StringBuilder text, params IReadOnlyList<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");

    private static void Rule(StringBuilder text, int columns) => text.Append('|').Insert(text.Length, "---|", columns).Append('\n');

    private static string Bold(Outcome? outcome) =>
        outcome is Outcome.Holds or Outcome.DoesNotHold ? $"**{ExpectationRow.Word(outcome)}**" : ExpectationRow.Word(outcome);

    private static string Interval(double? low, double? high) =>
        low is null ? "—" : $"{ExpectationRow.Number(low)} to {ExpectationRow.Number(high)}";
}
