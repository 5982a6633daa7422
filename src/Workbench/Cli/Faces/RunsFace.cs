using System.Globalization;
using Spectre.Console;
using Workbench.Ablation;
using Workbench.Operations;

namespace Workbench.Cli.Faces;

/// <summary>The commands of the ledger.</summary>
internal static class RunsFace
{
    public static OperationCommand Command(Face face, Surroundings surroundings) => Face.Group(
        OperationGroup.Runs,
        face.Of(new RunsList(surroundings), RenderList),
        face.Of(new RunsShow(surroundings), RenderRun),
        face.Of(new RunsClean(surroundings), CleanText.Write));

    private static void RenderList(Terminal terminal, IReadOnlyList<RunListing> runs)
    {
        if (runs.Count == 0)
        {
            terminal.Out.WriteLine("no runs");
            return;
        }
        var table = Tables.Of("run", "state", "seed>", "metric>", "changed", "size>", "what");
        foreach (var run in runs)
        {
            table.AddRow(
                new Text(run.Id[..Math.Min(12, run.Id.Length)]), new Text(run.State.ToString().ToLowerInvariant()), new Text($"{run.Seed}"),
                new Text(run.FinalMetric is { } metric ? string.Create(CultureInfo.InvariantCulture, $"{metric:0.0000}") : ""),
                new Text(run.Changed.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)), new Text(Sizes.Bytes(run.Bytes)), new Text(run.Summary));
        }
        terminal.OutConsole().Write(table);
    }

    private static void RenderRun(Terminal terminal, RunDetails details)
    {
        var run = details.Run;
        terminal.Out.WriteLine($"run {run.Id}");
        terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{run.State.ToString().ToLowerInvariant()}{(run.FinalMetric is { } metric ? $", {run.Metric} {metric:0.0000}" : "")}{(run.Error is { } error ? $": {error.Split('\n')[0]}" : "")}"));
        terminal.Out.WriteLine(run.Folder);
        var table = Tables.Plain("", "");
        foreach (var (path, value) in details.Config)
            table.AddRow(new Text(path), new Text(value));
        terminal.OutConsole().Write(table);
        if (details.Environment is { } environment)
        {
            terminal.Out.WriteLine($"computed by workbench {environment.Workbench} ({environment.Commit}) on {environment.Processor}, {environment.Threads} {(environment.Threads == 1 ? "thread" : "threads")}");
            terminal.Out.WriteLine($"{environment.Torch}; kernels: {(environment.Kernels.Count > 0 ? string.Join(", ", environment.Kernels) : "none")}");
        }
    }
}
