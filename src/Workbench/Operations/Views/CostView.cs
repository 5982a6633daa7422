using System.Globalization;

namespace Workbench.Operations.Views;

/// <summary>The view of a study's predicted cost: the whole, its basis, a run of each group.</summary>
internal static class CostView
{
    public static IEnumerable<ResultPart> Of(AblateCost cost)
    {
        var work = $"{cost.Runs} {(cost.Runs == 1 ? "run" : "runs")} to compute, {Sizes.Count(cost.Tokens)} tokens";
        if (cost.Runs == 0)
        {
            yield return new ResultLine("cost: nothing; the ledger has every run");
            yield break;
        }
        if (cost is not { WallSeconds: { } wall, CpuHours: { } hours, BesidesSteps: { } besides })
        {
            yield return new ResultLine($"cost: {work}; the time is not known, because the trial failed: {cost.Problem}");
            yield break;
        }
        yield return new ResultTable(
            ["a run of", ResultColumn.Right("runs"), ResultColumn.Right("ms a step"), ResultColumn.Right("time"), "measured"],
            [
                .. cost.Groups.Select(group =>
                    (string[])
                        [
                            group.Label,
                            Text($"{group.Runs}"),
                            Text($"{group.StepSeconds * 1e3:0.0}"),
                            Durations.Short(TimeSpan.FromSeconds(group.RunSeconds)),
                            group.TrialSteps > 0 ? Text($"{group.TrialSteps} steps") : "no: scaled by FLOPs",
                        ]
                ),
            ]
        );
        yield return new ResultLine(
            Text($"cost: about {Durations.Short(TimeSpan.FromSeconds(wall))}, {hours:0.00} CPU hours: {work}, {cost.Workers} at a time")
        );
        yield return new ResultLine(
            Text($"basis: a trial of {cost.TrialSeconds:0} s with as many workers; each needs {cost.WorkerStartSeconds:0.0} s once, ")
                + Text($"and {besides * 100:0} % of a run are evaluation, checkpoint, start and records")
        );
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
