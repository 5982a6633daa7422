using TorchSharp;
using Workbench.Data;
using Workbench.Kernels;
using Workbench.Models;
using static TorchSharp.torch;

namespace Workbench.Training;

/// <summary>One run in progress: the model, its optimiser, and the loop over steps.</summary>
sealed class TrainingRun : IDisposable
{
    // Steps in the recorded curve, about.
    const long CurvePoints = 1000;

    readonly RunConfig config;
    readonly TrainingConfig train;
    readonly ITask task;
    readonly RunFolder folder;
    readonly TimeProvider clock;
    readonly IProgress<TrainingEvent>? progress;
    readonly Device device;
    readonly Transformer model;
    readonly Optimiser optimiser;
    readonly DivergenceDetector divergence;
    readonly MetricsLog metrics;
    readonly List<Evaluated> evaluations = [];
    readonly List<CurvePoint> curve = [];
    readonly IReadOnlyList<Batch> windows;
    readonly long curveEvery;
    long step;
    long savedStep;
    TimeSpan spent;
    (long Step, TimeSpan Spent) reported;

    public TrainingRun(RunConfig config, ITask task, RunFolder folder, TimeProvider clock, IProgress<TrainingEvent>? progress)
    {
        (this.config, this.task, this.folder, this.clock, this.progress) = (config, task, folder, clock, progress);
        train = config.Train;
        curveEvery = Math.Max(1, train.Steps / CurvePoints);
        device = DeviceName.Parse(config.Device);
        model = Built();
        optimiser = new(model, train);
        divergence = new(train.DivergenceFactor, task.Vocabulary);
        metrics = new(folder.MetricsFile, GoOn());
        windows = Windows(config.Model.Context);
    }

    /// <summary>Trains until the end, divergence or cancellation.</summary>
    public RunResult Run(CancellationToken cancellation)
    {
        progress?.Report(new Started(config.Id, step, train.Steps, model.parameters().Sum(one => one.numel())));
        model.train();
        try
        {
            while (true)
            {
                // Asked before the step, so that an evaluation that was interrupted is made up for when the run goes on.
                if (step > 0 && step < train.Steps && step % train.EvaluationInterval == 0 && !Has(step, config.Model.Context))
                    Evaluate(config.Model.Context, windows, cancellation);
                if (step == train.Steps)
                    break;
                cancellation.ThrowIfCancellationRequested();
                if (Step(cancellation) is { } diverged)
                    return Result(RunStatus.Diverged, diverged);
                if (train.CheckpointEvery is { } every && step % every == 0 && step < train.Steps)
                    Save(optimiser);
            }
            if (!Has(step, config.Model.Context))
                Evaluate(config.Model.Context, windows, cancellation);
            if (divergence.ObserveFinal(step, evaluations.Last(one => one.Step == step && one.Context == config.Model.Context).Loss) is { } exploded)
                return Result(RunStatus.Diverged, exploded);
            foreach (var length in Lengths())
                EvaluateLength(length, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Between two steps the state is whole; a step that was left in the midst has changed nothing and is taken again.
            Save(optimiser);
            return Result(RunStatus.Interrupted, null);
        }
        Save(null);
        return Result(RunStatus.Completed, null);
    }

    public void Dispose()
    {
        foreach (var batch in windows)
            batch.Dispose();
        metrics.Dispose();
        optimiser.Dispose();
        model.Dispose();
    }

    /// <summary>One optimiser step; says why the run has diverged, or null.</summary>
    string? Step(CancellationToken cancellation)
    {
        var began = clock.GetTimestamp();
        using var scope = NewDisposeScope();
        // For variants that use torch's own generator: a resumed run then draws what an unbroken one does.
        using var generator = manual_seed(unchecked((long)Philox.UInt64(RandomStream.Named(config.Seed, "torch", step), 0)));
        model.BeginStep(config.Seed, step);
        using var batch = task.Train(config.Seed, step, train.BatchSize, config.Model.Context, device);
        optimiser.ReleaseGradients();
        var logits = model.forward(batch.Inputs);                                               // [B, T, V]
        var loss = Evaluator.Loss(logits, batch.Targets, nn.Reduction.Mean);                    // scalar
        cancellation.ThrowIfCancellationRequested();
        loss.backward();
        cancellation.ThrowIfCancellationRequested();
        var norm = optimiser.ClipGradients(train.Clip > 0 ? train.Clip : double.PositiveInfinity);
        var value = Evaluator.Number(loss);
        var rate = train.LearningRateAt(step);
        var diverged = divergence.Observe(step + 1, value, norm);
        if (diverged is null)
            optimiser.Step(rate);
        step++;
        spent += clock.GetElapsedTime(began);
        Record(value, rate, norm, diverged is not null);
        return diverged;
    }

    void Record(double loss, double rate, double norm, bool last)
    {
        if (!last && step % curveEvery != 0 && step != 1 && step != train.Steps)
            return;
        var seconds = (spent - reported.Spent).TotalSeconds;
        var speed = seconds > 0 ? (step - reported.Step) * Tokens / seconds : 0;
        reported = (step, spent);
        curve.Add(new(step, loss, rate, norm));
        Tell(new StepCompleted(step, loss, rate, norm, speed));
    }

    void Evaluate(int context, IReadOnlyList<Batch> batches, CancellationToken cancellation)
    {
        var (loss, metric) = Evaluator.Evaluate(model, batches, task.Metric, cancellation);
        var evaluated = new Evaluated(step, context, loss, metric);
        evaluations.Add(evaluated);
        Tell(evaluated);
    }

    void EvaluateLength(int length, CancellationToken cancellation)
    {
        if (Has(step, length))
            return;
        var batches = Windows(length);
        try
        {
            Evaluate(length, batches, cancellation);
        }
        finally
        {
            foreach (var batch in batches)
                batch.Dispose();
        }
    }

    bool Has(long at, int context) => evaluations.Any(one => one.Step == at && one.Context == context);

    IReadOnlyList<int> Lengths()
    {
        foreach (var length in train.EvaluationLengths.Where(length => length > config.Model.Context).Except(config.OtherLengths))
            Note($"not evaluated at {length} tokens: the position encoding is defined up to {config.Model.Context} only");
        return config.OtherLengths;
    }

    // As many tokens in a batch as a training step has: an evaluation never needs more memory than a step.
    IReadOnlyList<Batch> Windows(int context) =>
        task.Validation(context, train.EvaluationWindows, (int)Math.Max(1, Tokens / context), device);

    long Tokens => (long)train.BatchSize * config.Model.Context;

    Transformer Built() => config.Model.Build(device, DtypeName.Parse(config.Dtype), config.Seed);

    /// <summary>Takes up the newest checkpoint; says how much of metrics.jsonl stays.</summary>
    long GoOn()
    {
        if (Checkpoint.TryRestore(folder, config.Id, model, optimiser, out var damage) is not { } saved)
        {
            if (damage is null)
                return 0;
            Note(damage);
            using var fresh = Built();
            Checkpoint.CopyWeights(fresh, model);
            optimiser.Reset();
            return 0;
        }
        step = savedStep = saved.Step;
        spent = TimeSpan.FromSeconds(saved.TrainingSeconds);
        reported = (step, spent);
        divergence.Restore(saved.FirstLoss, saved.RecentLosses);
        foreach (var one in folder.ReadEvents(saved.MetricsBytes))
        {
            if (one is Evaluated evaluated)
                evaluations.Add(evaluated);
            else if (one is StepCompleted done)
                curve.Add(new(done.Step, done.Loss, done.LearningRate, done.GradientNorm));
        }
        return saved.MetricsBytes;
    }

    void Save(Optimiser? moments)
    {
        // Nothing has moved since: what was evaluated meanwhile is evaluated again.
        if (moments is not null && step == savedStep)
            return;
        Checkpoint.Save(folder, model, moments, new(
            config.Id, step, metrics.Length, divergence.FirstLoss, divergence.Recent, spent.TotalSeconds, new Dictionary<string, string>()));
        savedStep = step;
        progress?.Report(new CheckpointSaved(step));
    }

    RunResult Result(RunStatus status, string? error) => new()
    {
        Status = status,
        Metric = task.Metric.Name,
        FinalMetric = status == RunStatus.Completed ? evaluations.Last(one => one.Step == train.Steps && one.Context == config.Model.Context).Metric : null,
        Steps = step,
        Evaluations = [.. evaluations],
        Curve = [.. curve],
        TokensPerSecond = spent > TimeSpan.Zero ? step * Tokens / spent.TotalSeconds : 0,
        TrainingSeconds = spent.TotalSeconds,
        PeakMemoryBytes = PeakMemory.Read(),
        Error = error,
    };

    void Tell(TrainingEvent one)
    {
        metrics.Add(one);
        progress?.Report(one);
    }

    void Note(string text)
    {
        folder.Log(text, clock);
        progress?.Report(new Notice(text));
    }
}
