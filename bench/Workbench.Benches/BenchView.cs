using System.Globalization;
using Workbench.Operations.Views;

namespace Workbench.Benches;

/// <summary>How benches read: ratios against peers.</summary>
internal static class BenchView
{
    public static ResultView Of(BenchReport report) =>
        new(
            new ResultLine(
                $"{report.Processor}{(report.Amx ? ", with AMX" : "")}; {report.Libtorch}; {string.Join(" or ", report.Threads)} "
                    + $"threads, {report.Rounds} rounds"
            ),
            Table(report.Comparisons)
        );

    public static ResultView Of(IReadOnlyList<Comparison> comparisons) => new(Table(comparisons));

    private static ResultTable Table(IReadOnlyList<Comparison> comparisons) =>
        new(
            [
                "what",
                ResultColumn.Right("ours"),
                ResultColumn.Right("peer"),
                "unit",
                ResultColumn.Right("ratio"),
                ResultColumn.Right("goal"),
                "",
                "how",
            ],
            [
                .. comparisons.Select(one =>
                    (string[])
                        [
                            one.Name,
                            Number(one.Ours),
                            Number(one.Peer),
                            one.Unit,
                            one.Ratio.ToString("0.00", CultureInfo.InvariantCulture),
                            one.Limit is { } limit ? $"at most {Number(limit)} {one.Unit}"
                            : one.Goal > 0 ? one.Goal.ToString("0.0#", CultureInfo.InvariantCulture)
                            : "",
                            one.Reached switch
                            {
                                true => "reached",
                                false => "missed",
                                null => "",
                            },
                            $"against {one.PeerName}; {one.Note}",
                        ]
                ),
            ]
        );

    private static string Number(double value) => value.ToString(value < 100 ? "0.00" : "#,0", CultureInfo.InvariantCulture);
}
