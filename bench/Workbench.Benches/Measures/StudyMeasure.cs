using System.Globalization;
using Workbench.Ablation;

namespace Workbench.Benches.Measures;

/// <summary>
/// How a study fills the machine: many small runs on single-threaded workers against the same runs one after the other in one process on
/// all cores, everything counted. No study can win more than single-threaded processes gain in steps alone.
/// </summary>
internal sealed record StudyMeasure() : Measure("a study of 30 runs, a worker a core against one process on all cores")
{
    private const double Goal = 1.8,
        GoalOfBound = 0.95;

    private const int Seeds = 15;

    /// <inheritdoc/>
    public override IReadOnlyList<Comparison> Take(BenchContext context, CancellationToken cancellation)
    {
        var cores = context.Threads[^1];
        var timer = new InterleavedTimer(Math.Min(3, context.Rounds));
        List<double> alone = [],
            together = [];
        timer.Add("workers", "", () => BenchStudies.Run(Study(Seeds, 1), cores, context, cancellation).Seconds);
        timer.Add(
            "process",
            "",
            () =>
            {
                var study = BenchStudies.Run(Study(Seeds, cores), 1, context, cancellation);
                together.Add(Steady(study));
                // In the same turn, so that what else the machine does meets both.
                alone.Add(Steady(BenchStudies.Run(Study(2, 1), 1, context, cancellation)));
                return study.Seconds;
            }
        );
        var fastest = timer.Run(cancellation);
        var (workers, process) = (fastest["workers"].Seconds, fastest["process"].Seconds);
        var (one, all) = (InterleavedTimer.MedianOf(alone), InterleavedTimer.MedianOf(together));
        var bound = cores * one / all;
        var note = string.Create(CultureInfo.InvariantCulture, $"{2 * Seeds} runs of tiny-gpt on copy, 60 steps, processes and all");
        return
        [
            new(Name, "s", workers, process, $"one process on {BenchContext.ThreadsText(cores)}", process / workers, Goal, note),
            new(
                "a study of 30 runs, what it gains against the bound",
                "times",
                process / workers,
                bound,
                "the bound",
                process / workers / bound,
                GoalOfBound,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"bound: {cores} x {one:#,0} tokens/s on 1 thread, over {all:#,0} on {cores}; steps alone"
                )
            ),
        ];
    }

    private static Study Study(int seeds, int threads) =>
        BenchStudies.Tiny(seeds).With("train.steps", "60").With("train.evaluationWindows", "8") with
        {
            Threads = threads,
        };

    // Tokens a second of the runs of a worker that has warmed up.
    private static double Steady(BenchStudyResult study) =>
        InterleavedTimer.MedianOf([.. study.Runs.Where(run => !run.IsFirst).Select(run => run.Result.TokensPerSecond)]);
}
