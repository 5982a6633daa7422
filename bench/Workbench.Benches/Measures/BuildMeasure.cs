using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Workbench.Models;
using Workbench.Operations;

namespace Workbench.Benches.Measures;

/// <summary>
/// Training throughput of this build against another, through what both have: <c>train</c> on a synthetic text, each run a process of its
/// own with folders of its own. The figure is the median of the steps that the run records, without the first.
/// </summary>
/// <param name="Shape">The model's name.</param>
/// <param name="Model">The model: a variation of the presets in size alone.</param>
/// <param name="Batch">Sequences a step.</param>
/// <param name="Steps">Steps of a run, at least 3.</param>
/// <param name="Launcher">The path of the other build's launcher.</param>
internal sealed record BuildMeasure(string Shape, TransformerConfig Model, int Batch, int Steps, string Launcher)
    : Measure($"training, {Shape}, against another build")
{
    private const string OurSide = "this build",
        OtherSide = "the other build";

    private int _runs;

    /// <inheritdoc/>
    public override IReadOnlyList<Comparison> Take(BenchContext context, CancellationToken cancellation)
    {
        var text = Path.Combine(context.Scratch, $"text-{Model.Vocabulary}.txt");
        SyntheticText.Write(text, Model.Vocabulary);
        var timer = new InterleavedTimer(context.Rounds);
        foreach (var threads in context.Threads)
        {
            foreach (var (side, program) in new[] { (OurSide, context.HostEnvironment.Worker.FileName), (OtherSide, Launcher) })
                timer.Add(side, BenchContext.ThreadsText(threads), () => 1 / Speed(program, text, threads, context, cancellation));
        }
        var fastest = timer.Run(cancellation);
        var (ours, theirs) = (fastest[OurSide], fastest[OtherSide]);
        return
        [
            new(
                Name,
                "tokens/s",
                1 / ours.Seconds,
                1 / theirs.Seconds,
                $"build of {Launcher}",
                theirs.Seconds / ours.Seconds,
                0.97,
                $"{OurSide}: {ours.Contender}, {OtherSide}: {theirs.Contender}; {Steps} steps a process, the median but for the first"
            ),
        ];
    }

    // Tokens a second.
    private double Speed(string program, string text, int threads, BenchContext context, CancellationToken cancellation)
    {
        var folder = Path.Combine(context.Scratch, $"run-{Shape.Length}-{Model.Width}-{_runs++}");
        var start = new ProcessStartInfo(program, Arguments(text, threads));
        // The other build is taken as it is, and neither answers from a run that it has made before.
        start.Environment["WORKBENCH_BUILD"] = "never";
        start.Environment["XDG_CACHE_HOME"] = Path.Combine(folder, "cache");
        start.Environment["XDG_DATA_HOME"] = Path.Combine(folder, "data");
        try
        {
            var end = Programs.RunAsync(start, cancellation).GetAwaiter().GetResult();
            if (end.Code != 0)
                throw Refused(program, end.Error.Trim().Split('\n')[^1]);
            using var result = JsonDocument.Parse(end.Output);
            return Median(Path.Combine(result.RootElement.GetProperty("folder").GetString()!, "metrics.jsonl"));
        }
        catch (Exception unreadable) when (unreadable is Win32Exception or IOException or JsonException or KeyNotFoundException)
        {
            throw Refused(program, unreadable.Message);
        }
    }

    // Every build's train understands these.
    private IEnumerable<string> Arguments(string text, int threads)
    {
        var values = new Dictionary<string, int>
        {
            ["model.layers"] = Model.Layers,
            ["model.headCount"] = Model.HeadCount,
            ["model.width"] = Model.Width,
            ["model.context"] = Model.Context,
            ["train.batchSize"] = Batch,
            ["train.evaluationWindows"] = 1,
            ["train.evaluateEvery"] = Steps,
        };
        return
        [
            "train",
            "--base",
            "tiny-gpt",
            .. values.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key}={one.Value}")),
            "--data",
            text,
            "--steps",
            Steps.ToString(CultureInfo.InvariantCulture),
            "--threads",
            threads.ToString(CultureInfo.InvariantCulture),
            "--json",
        ];
    }

    private static double Median(string metrics)
    {
        var speeds = new List<double>();
        foreach (var line in File.ReadLines(metrics))
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.TryGetProperty("event", out var name) && name.GetString() == "step")
                speeds.Add(document.RootElement.GetProperty("tokensPerSecond").GetDouble());
        }
        return speeds.Count > 1
            ? speeds.Skip(1).Order().ElementAt((speeds.Count - 1) / 2)
            : throw new JsonException($"{metrics} records no steps");
    }

    private static InvalidInputException Refused(string program, string said) =>
        new(
            "a build that is compared with trains a model when asked by `train … --json`",
            $"{program}: {said}",
            null,
            "Run it once by itself, for instance: LAUNCHER doctor"
        );
}
