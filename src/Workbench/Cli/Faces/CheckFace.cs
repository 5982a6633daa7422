using System.Globalization;
using Spectre.Console;
using Workbench.Models.Contracts;
using Workbench.Operations;

namespace Workbench.Cli.Faces;

/// <summary>Checks, as a table, and what broke them below it.</summary>
internal static class CheckFace
{
    public static OperationCommand Command(Face face, Surroundings surroundings) => face.Of(new Check(surroundings), Render);

    private static void Render(Terminal terminal, CheckReport report)
    {
        var table = Tables.Of("check", "", "measured>", "at most>", "rule");
        foreach (var check in report.Checks)
            table.AddRow(new Text(check.Check), new Text(check.Passed ? "passed" : "FAILED"), Number(check.Measured), Number(check.Tolerance), new Text(Rule(check)));
        terminal.OutConsole().Write(table);
        foreach (var check in report.Checks.Where(one => !one.Passed))
        {
            terminal.Out.WriteLine($"{check.Check}: {check.Message}");
            terminal.Out.WriteLine($"  the simplest model that shows it: ./workbench check {check.Smallest} --only {check.Check}");
        }
        terminal.Out.WriteLine(report.Summary);
    }

    private static string Rule(CheckResult check) => ModelContract.Checks.Single(one => one.Name == check.Check).Rule;

    private static Text Number(double? value) => new(value?.ToString("0.##e+0", CultureInfo.InvariantCulture).Replace("0e+0", "0", StringComparison.Ordinal) ?? "");
}
