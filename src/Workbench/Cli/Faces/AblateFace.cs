using System.Globalization;
using Spectre.Console;
using Workbench.Operations;

namespace Workbench.Cli.Faces;

/// <summary>How a study's result looks in a shell: cells, verdicts, notes, where the report is.</summary>
internal static class AblateFace
{
    public static OperationCommand Command(Face face, Surroundings surroundings)
    {
        var command = face.Of(new Ablate(surroundings), Render);
        return command;
    }

    private static void Render(Terminal terminal, AblateResult result)
    {
        var console = terminal.OutConsole();
        if (result.Result is null)
            RenderPlan(terminal, console, result);
        else
            RenderResult(terminal, console, result);
    }

    private static void RenderPlan(Terminal terminal, IAnsiConsole console, AblateResult plan)
    {
        terminal.Out.WriteLine($"study {plan.Study[..8]}: {plan.Cells.Count} variants x {plan.Seeds.Count} {(plan.Seeds.Count == 1 ? "seed" : "seeds")} = {plan.RunCount} runs, {plan.Threads} {(plan.Threads == 1 ? "thread" : "threads")} each; nothing was run");
        var table = Tables.Of("variant", "", "parameters>", "FLOPs/token>", "state bytes>");
        foreach (var cell in plan.Cells)
            table.AddRow(Cells(cell.Label, cell.IsBaseline ? "baseline" : "", Sizes.Count(cell.Parameters), Sizes.Count(cell.FlopsPerToken), Sizes.Count(cell.StateBytes)));
        console.Write(table);
        WriteConfounds(terminal, plan);
    }

    private static void RenderResult(Terminal terminal, IAnsiConsole console, AblateResult result)
    {
        var metric = result.Metric!;
        var unit = metric.Unit.Length > 0 ? $", {metric.Unit}" : "";
        var table = Tables.Of("variant", $"{metric.Name}{unit}>", "95 % interval>", "runs>", "tokens/s>", "parameters>");
        foreach (var cell in result.Cells)
        {
            table.AddRow(Cells(
                cell.IsBaseline ? $"{cell.Label} (baseline)" : cell.Label, Number(cell.Mean), Interval(cell.Low, cell.High),
                cell.Diverged > 0 ? $"{cell.Completed} + {cell.Diverged} diverged" : $"{cell.Completed}",
                cell.TokensPerSecond is { } speed ? speed.ToString("0", CultureInfo.InvariantCulture) : "", Sizes.Count(cell.Parameters)));
        }
        console.Write(table);
        if (result.Verdicts.Count > 0)
        {
            var verdicts = Tables.Of("compared", "with", "difference>", "95 % interval>", "verdict", "");
            foreach (var one in result.Verdicts)
                verdicts.AddRow(Cells(one.Subject, one.Baseline, Signed(one.Difference), Interval(one.Low, one.High), one.Word, More(one)));
            console.Write(verdicts);
        }
        WriteConfounds(terminal, result);
        foreach (var note in result.Notes)
            terminal.Out.WriteLine($"note: {note}");
        terminal.Out.WriteLine($"report: {result.Report}");
    }

    private static string More(AblateVerdict verdict) => verdict switch
    {
        { SeedsToSettle: { } seeds } => $"about {seeds} seeds would probably settle it",
        { Axis: not null } => "over the other axes",
        _ => "",
    };

    private static void WriteConfounds(Terminal terminal, AblateResult result)
    {
        foreach (var confound in result.Confounds)
            terminal.Out.WriteLine($"audit: {confound}");
        if (result.Confounds.Count == 0)
            terminal.Out.WriteLine("audit: parameters, FLOPs and state bytes agree within 2 %");
    }

    private static Text[] Cells(params ReadOnlySpan<string> texts)
    {
        var cells = new Text[texts.Length];
        for (var i = 0; i < texts.Length; i++)
            cells[i] = new Text(texts[i]);
        return cells;
    }

    private static string Number(double? value) => value?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "—";

    private static string Signed(double? value) => value?.ToString("+0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture) ?? "—";

    private static string Interval(double? low, double? high) =>
        low is { } from && high is { } to ? string.Create(CultureInfo.InvariantCulture, $"{from:0.0000} to {to:0.0000}") : "—";
}
