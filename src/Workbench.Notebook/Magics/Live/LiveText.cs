using System.Globalization;
using System.Text;
using Workbench.Operations;

namespace Workbench.Notebook.Magics.Live;

/// <summary>The state of an operation as plain text, and the texts of the HTML form.</summary>
internal static class LiveText
{
    public static string Of(LiveView view)
    {
        var text = new StringBuilder();
        if (view.Study is { } study)
        {
            text.AppendLine(Headline(study, view.Phase));
            foreach (var run in study.Running)
                text.AppendLine(
                    string.Create(CultureInfo.InvariantCulture, $"  {run.Cell}, seed {run.Seed}: step {run.Step} of {run.Steps}{Loss(run)}")
                );
        }
        foreach (var bar in view.Bars)
            text.AppendLine($"{bar.Task}: {Beside(bar)}");
        if (view.Text.Length > 0)
            text.AppendLine(view.Text);
        if (view.Step is { } step)
            text.AppendLine(step);
        foreach (var warning in view.Warnings)
            text.AppendLine($"warning: {warning}");
        if (Ending(view) is { } ending)
            text.AppendLine(ending);
        return text.ToString().TrimEnd();
    }

    /// <summary>"placement x position: 7 of 12 runs (2 from the ledger), 58 %, about 3 min left".</summary>
    public static string Headline(LiveStudy study, LivePhase phase)
    {
        var parts = new List<string> { $"{study.Title}: {study.Completed} of {study.Runs} {(study.Runs == 1 ? "run" : "runs")}" };
        if (study.Reused > 0)
            parts[0] += $" ({study.Reused} from the ledger)";
        if (study.Diverged > 0)
            parts.Add($"{study.Diverged} diverged");
        if (study.Failed > 0)
            parts.Add($"{study.Failed} failed");
        parts.Add(Percent(study.Share));
        // No estimate from the first steps, while workers start.
        if (study.Remaining is { } remaining && study.Share >= 0.02 && phase == LivePhase.Running && !study.Ended)
            parts.Add($"about {Durations.Short(remaining)} left");
        else
            parts.Add(Durations.Short(study.Elapsed));
        return string.Join(", ", parts);
    }

    /// <summary>The text beside a bar: "58 %, about 3 min left; loss 2.31".</summary>
    public static string Beside(LiveBar bar)
    {
        var text = Percent(bar.Share);
        if (bar.Remaining is { } remaining)
            text += $", about {Durations.Short(remaining)} left";
        return bar.Detail is { } detail ? $"{text}; {detail}" : text;
    }

    /// <summary>A message for interrupted operations; null for all others.</summary>
    public static string? Ending(LiveView view) =>
        view.Phase switch
        {
            LivePhase.Interrupted when view.Study is { } study =>
                $"Interrupted: {study.Completed} of {study.Runs} runs are finished and kept; unfinished runs continue from "
                    + $"their last checkpoint. Run the cell again to continue.",
            LivePhase.Interrupted => "Interrupted: finished work is kept. Run the cell again to continue.",
            _ => null,
        };

    private static string Loss(LiveRun run) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(run.Loss is { } loss ? $", loss {loss:0.000}" : "")}{(run.Metric is { } metric ? $", validation {metric:0.000}" : "")}"
        );

    private static string Percent(double share) => share.ToString("0 %", CultureInfo.InvariantCulture);
}
