using System.Globalization;
using Workbench.Ablation;
using Workbench.Configuration;

namespace Workbench.Experiments;

/// <summary>Claims and predictions about comparisons that a study does not make: they would stay undecided for ever.</summary>
internal static class ExpectationFaults
{
    /// <param name="experiment">The experiment.</param>
    /// <param name="plan">The plan of its study.</param>
    public static IEnumerable<Fault> Of(Experiment experiment, Plan plan)
    {
        var named = NamesOf(plan);
        var lengths = plan.Baseline.Config.OtherLengths;
        var measures = experiment.Measures.Select(Variants.NameOf).ToList();
        foreach (var one in experiment.Claims.Concat(experiment.Predictions))
        {
            if (one.Measure is { } measure)
            {
                if (!measures.Contains(measure))
                    yield return new(
                        "the experiment has no measure of this name",
                        measure,
                        string.Join(", ", measures),
                        Nearest.Question(measure, measures),
                        "measure"
                    );
                // A study of one config has no axis.
                var labels = plan.Axes.Take(1).SelectMany(axis => axis.Values).Select(value => value.Label).ToList();
                if (!labels.Contains(one.Compared))
                    yield return new(
                        "a measure has a series for each value of the study's first axis",
                        $"\"{one.Compared}\"",
                        labels.Count == 0 ? "none: the study has no axis" : string.Join("; ", labels),
                        Nearest.Question(one.Compared, labels),
                        "compared"
                    );
                continue;
            }
            if (!named.Contains(one.Compared))
                yield return new(
                    "the study makes no comparison of this name",
                    $"\"{one.Compared}\"",
                    string.Join("; ", named),
                    Nearest.Question(one.Compared, named),
                    "compared"
                );
            if (one.At is { } at && !lengths.Contains(at))
                yield return new(
                    "the study does not evaluate at this length",
                    at.ToString(CultureInfo.InvariantCulture),
                    lengths.Count > 0 ? string.Join(", ", lengths) : "none",
                    $"Add it to the study: settings: [train.evalLengths={at}].",
                    "at"
                );
        }
    }

    private static List<string> NamesOf(Plan plan) =>
        [
            .. plan.HasAxisEffects
                ? plan.Axes.SelectMany(
                    (axis, i) => axis.Values.Where(value => value != plan.Baseline.Values[i]).Select(value => $"{axis.Name}={value.Label}")
                )
                : [],
            .. plan.Cells.Where(cell => cell.Index != plan.Baseline.Index).Select(cell => cell.Label),
            .. plan.Crossings.Select(one => one.Name),
        ];
}
