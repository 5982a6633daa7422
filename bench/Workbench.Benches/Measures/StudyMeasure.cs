using Workbench.Ablation;
using Workbench.Operations;

namespace Workbench.Benches.Measures;

/// <summary>What a second worker brings to a study: processes and all.</summary>
internal sealed record StudyMeasure() : Measure("a study, two workers against one")
{
    /// <inheritdoc/>
    public override IReadOnlyList<Comparison> Take(BenchContext context, CancellationToken cancellation)
    {
        var timer = new InterleavedTimer(Math.Min(3, context.Rounds));
        var studies = 0;
        foreach (var workers in new[] { 1, 2 })
            timer.Add($"{workers}", "", () => Seconds(workers, $"{workers}-{studies++}", context, cancellation));
        var fastest = timer.Run(cancellation);
        var (one, two) = (fastest["1"].Seconds, fastest["2"].Seconds);
        return [new(Name, "s", two, one, "one worker", one / two, 1.6, "4 runs of tiny-gpt on copy, 120 steps, processes and all")];
    }

    private static double Seconds(int workers, string name, BenchContext context, CancellationToken cancellation)
    {
        var study = Study
            .From("tiny-gpt")
            .Vary("position", "rope", "alibi")
            .On("copy")
            .Seeds(2)
            .With("train.steps", "120")
            .With("train.evaluationWindows", "8");
        var workplace = new WorkbenchServices(context.HostEnvironment);
        var services = workplace.Services(workplace.Tasks(new NullProgress<OperationEvent>(), cancellation));
        using var ledger = Ledger.Open(Path.Combine(context.Scratch, $"ledger-{name}"), context.Clock);
        var options = new StudyOptions { Workers = workers, Out = Path.Combine(context.Scratch, $"study-{name}") };
        var start = context.Clock.GetTimestamp();
        var result = new StudyRunner(ledger, services)
            .RunAsync(study, options, new NullProgress<StudyEvent>(), cancellation)
            .GetAwaiter()
            .GetResult();
        cancellation.ThrowIfCancellationRequested();
        return result.IsComplete
            ? context.Clock.GetElapsedTime(start).TotalSeconds
            : throw new InvalidOperationException($"a run of the bench did not finish: {result.Runs.First(run => !run.IsFinished).Error}");
    }

    private sealed class NullProgress<T> : IProgress<T>
    {
        public void Report(T value) { }
    }
}
