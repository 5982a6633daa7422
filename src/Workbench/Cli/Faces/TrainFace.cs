using System.Globalization;
using Spectre.Console;
using Workbench.Ablation;
using Workbench.Operations;

namespace Workbench.Cli.Faces;

/// <summary>How a run looks in a shell: its curve and what it gave.</summary>
internal static class TrainFace
{
    public static OperationCommand Command(Face face, Surroundings surroundings) => face.Of(new Train(surroundings), Render);

    private static void Render(Terminal terminal, TrainResult run)
    {
        var console = terminal.OutConsole();
        var table = Tables.Of("step>", $"{run.Metric}>", "");
        var (low, high) = run.Validation.Count > 0 ? (run.Validation.Min(point => point.Value), run.Validation.Max(point => point.Value)) : (0, 1);
        foreach (var point in run.Validation)
        {
            var bar = new string('█', (int)Math.Round(40 * (high > low ? (point.Value - low) / (high - low) : 0)));
            table.AddRow(new Text($"{point.Step}"), new Text(point.Value.ToString("0.0000", CultureInfo.InvariantCulture)), new Text(bar));
        }
        console.Write(table);
        if (run.ByContext.Count > 1)
        {
            foreach (var (context, value) in run.ByContext)
                terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"at {context} tokens: {value:0.0000}"));
        }
        var state = run.State.ToString().ToLowerInvariant();
        terminal.Out.WriteLine(run.FinalMetric is { } final
            ? string.Create(CultureInfo.InvariantCulture, $"{state}: {run.Metric} {final:0.0000} {run.Unit}").TrimEnd()
            : $"{state}: {run.Error?.Split('\n')[0]}");
        terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{run.TokensPerSecond:0} tokens/s, {Sizes.Bytes(run.PeakMemoryBytes)} at the peak, {run.Seconds:0.0} s of training{(run.Reused ? "; answered from the ledger" : "")}"));
        terminal.Out.WriteLine($"run {run.Id[..12]}: {run.Folder}");
        if (run.State == RunState.Completed)
            terminal.Out.WriteLine($"let it write: ./workbench generate {run.Id[..12]} --prompt '…'");
    }
}
