using System.Globalization;
using Workbench.Ablation;

namespace Workbench.Operations.Views;

/// <summary>The view of a run: the learning curve and the result.</summary>
internal static class TrainView
{
    public static ResultView Of(TrainResult run)
    {
        var parts = new List<ResultPart>
        {
            new ResultTable([ResultColumn.Right("step"), ResultColumn.Right(run.Metric), ""], [.. Curve(run)]),
        };
        if (run.ByContext.Count > 1)
            parts.AddRange(
                run.ByContext.Select(one => new ResultLine(
                    string.Create(CultureInfo.InvariantCulture, $"at {one.Key} tokens: {one.Value:0.0000}")
                ))
            );
        var state = run.State.ToString().ToLowerInvariant();
        parts.Add(
            new ResultLine(
                run.FinalMetric is { } final
                    ? string.Create(CultureInfo.InvariantCulture, $"{state}: {run.Metric} {final:0.0000} {run.Unit}").TrimEnd()
                    : $"{state}: {run.Error?.Split('\n')[0]}"
            )
        );
        if (run.Floors is { } floors)
            parts.AddRange([Reference(run, floors.Chance, floors.ChanceMeaning), Reference(run, floors.Shortcut, floors.ShortcutMeaning)]);
        parts.Add(
            new ResultLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{run.TokensPerSecond:0} tokens/s, {Sizes.Bytes(run.PeakMemoryBytes)} at the peak, {run.Seconds:0.0} s of "
                        + $"training{(run.Reused ? "; answered from the ledger" : "")}"
                )
            )
        );
        parts.Add(new ResultLine($"run {run.Id[..12]}: {XdgFolders.Shortened(run.Folder)}"));
        return new ResultView(parts);
    }

    // What a strategy that does not solve the task would reach.
    private static ResultLine Reference(TrainResult run, double value, string meaning) =>
        new($"{string.Create(CultureInfo.InvariantCulture, $"to compare: {run.Metric} {value:0.0000} {run.Unit}").TrimEnd()}: {meaning}");

    private static IEnumerable<string[]> Curve(TrainResult run)
    {
        var (low, high) =
            run.Validation.Count > 0 ? (run.Validation.Min(point => point.Value), run.Validation.Max(point => point.Value)) : (0, 1);
        return run.Validation.Select(point =>
            (string[])
                [
                    $"{point.Step}",
                    ResultViews.Number(point.Value),
                    new string('█', (int)Math.Round(40 * (high > low ? (point.Value - low) / (high - low) : 0))),
                ]
        );
    }
}
