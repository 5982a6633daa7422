using System.Globalization;
using Workbench.Experiments;
using Workbench.Reporting;

namespace Workbench.Operations.Views;

/// <summary>The view of reproduced experiments: a line for each, what did not come again, outcomes of claims and predictions.</summary>
internal static class ReproduceView
{
    public static ResultView Of(ReproduceResult result) => new([.. Parts(result)]);

    private static IEnumerable<ResultPart> Parts(ReproduceResult result)
    {
        if (result.Experiments.Count > 0)
            yield return new ResultTable(
                ["experiment", "budget", ResultColumn.Right("runs"), ResultColumn.Right("time"), "result"],
                [
                    .. result.Experiments.Select(one =>
                        (string[])
                            [
                                one.Name,
                                one.Budget,
                                $"{one.Runs}",
                                string.Create(CultureInfo.InvariantCulture, $"{one.Seconds:0} s"),
                                Word(one),
                            ]
                    ),
                ]
            );
        foreach (var one in result.Experiments)
        {
            if (one.Deviations.Count > 0)
                yield return new ResultTable(
                    [$"{one.Name}: not as recorded", "recorded", "now", "rule"],
                    [.. one.Deviations.Select(each => (string[])[each.What, each.Recorded, each.Now, each.Rule])]
                );
            // A smoke study is too small to answer anything.
            if (one.Outcomes.Count > 0 && one.Budget != ExperimentFolder.NameOf(ExperimentBudget.Smoke))
                yield return new ResultTable(
                    [$"{one.Name}: expected", "by", "outcome"],
                    [.. one.Outcomes.Select(each => (string[])[each.Text, each.Source ?? "us", ExpectationRow.Word(each.Outcome)])]
                );
            yield return new ResultLine($"report: {one.ReportFromHere ?? one.Report}");
        }
        yield return new ResultLine($"all experiments: {result.IndexFromHere ?? result.Index}");
        if (result.Pages)
            yield return new ResultLine("README.md and CLAIMS.md are up to date");
    }

    private static string Word(ReproducedExperiment one) =>
        one.Failed > 0 ? $"{one.Failed} runs failed"
        : one.Recorded ? "recorded"
        : one.Deviations.Count > 0 ? $"not reproduced: {one.Deviations.Count} differ"
        : one.SameBits == true ? "reproduced, the same bits"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"reproduced; on another machine or version, metrics differ by at most {one.LargestDeviation:G2}"
        ) + (one.Unsettled > 0 ? $", {ReportWords.Plural(one.Unsettled, "verdict")} decided in one of both only" : "");
}
