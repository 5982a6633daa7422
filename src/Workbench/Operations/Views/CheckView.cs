using System.Globalization;
using Workbench.Models.Contracts;

namespace Workbench.Operations.Views;

/// <summary>The view of checks: a table, then details of the failed checks.</summary>
internal static class CheckView
{
    public static ResultView Of(CheckReport report) =>
        new([
            new ResultTable(
                ["check", "", ResultColumn.Right("measured"), ResultColumn.Right("at most"), "rule"],
                [
                    .. report.Checks.Select(check =>
                        (string[])
                            [
                                check.Check,
                                check.Passed ? "passed" : "FAILED",
                                Number(check.Measured),
                                Number(check.Tolerance),
                                RuleOf(check),
                            ]
                    ),
                ]
            ),
            .. report
                .Checks.Where(check => !check.Passed)
                .SelectMany(check =>
                    (ResultLine[])
                        [
                            new($"{check.Check}: {check.Message}"),
                            new($"  the simplest model that fails: {new CommandRef($"check {check.Smallest} --only {check.Check}")}"),
                        ]
                ),
            new ResultLine(report.Summary),
        ]);

    private static string RuleOf(CheckResult check) => ModelContract.Checks.FirstOrDefault(one => one.Name == check.Check)?.Rule ?? "";

    private static string Number(double? value) =>
        value?.ToString("0.##e+0", CultureInfo.InvariantCulture).Replace("e+0", "", StringComparison.Ordinal) ?? "";
}
