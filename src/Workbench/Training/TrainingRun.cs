using TorchSharp;
using Workbench.Data;
using Workbench.Kernels;
using Workbench.Models;
using static TorchSharp.torch;

namespace Workbench.Training;

/// <summary>One run in progress: the model, its optimiser, and the loop over steps.</summary>
internal sealed class TrainingRun : IDisposable
{
    // Approximate number of points of the recorded curve.
    private const long CurvePoints = 1000;

    private readonly RunConfig _config;
    private readonly TrainingConfig _train;
    private readonly ITask _task;
    private readonly RunFolder _folder;
    private readonly TimeProvider _clock;
    private readonly IProgress<TrainingEvent>? _progress;
    private readonly RankGroup? _ranks;
    private readonly GradientExchange? _exchange;
    private readonly Device _device;
    private readonly string _start; // the saved weights that the run starts from; empty for drawn ones
    private readonly Transformer _model;
    private readonly Optimiser _optimiser;
    private readonly DivergenceDetector _divergence;
    private readonly MetricsLog? _metrics; // null on other ranks than the first
    private readonly List<Evaluated> _evaluations = [];
    private readonly List<CurvePoint> _curve = [];
    private readonly IReadOnlyList<Batch> _windows;
    private readonly long _curveEvery;
    private long _step;
    private long _savedStep;
    private readonly TimeSpan _cpu = Environment.CpuUsage.TotalTime;
    private TimeSpan _spent;
    private TimeSpan _starting;
    private TimeSpan _evaluating;
    private TimeSpan _saving;
    private TimeSpan _recording;
    private (long Step, TimeSpan Spent) _reported;

    public TrainingRun(
        RunConfig config,
        ITask task,
        RunFolder folder,
        TimeProvider clock,
        IProgress<TrainingEvent>? progress,
        RankGroup? ranks = null,
        string? pretrained = null
    )
    {
        (_config, _task, _folder, _clock, _progress, _ranks) = (config, task, folder, clock, progress, ranks);
        _train = config.Train;
        _curveEvery = Math.Max(1, _train.Steps / CurvePoints);
        _device = DeviceName.Parse(config.Device);
        _start = pretrained ?? config.InitFrom;
        _model = BuildModel();
        if (_train.Freeze.Length > 0)
        {
            var trained = InitialWeights.Freeze(_model, _train.Freeze);
            Note($"{trained:N0} of {_model.parameters().Sum(one => one.numel()):N0} parameters are trained");
        }
        _optimiser = new(_model, _train);
        _divergence = new(_train.DivergenceFactor, task.Vocabulary);
        _exchange = ranks is null ? null : new(ranks, _optimiser.Parameters);
        if (IsFirst)
            _metrics = new(folder.MetricsFile, Resume());
        Follow();
        _windows = Windows(config.Model.Context);
        if (_train.Precision == ProductPrecision.Bf16 && !MixedPrecision.HasUnits && _device.type == DeviceType.CPU)
            Note(
                "this processor has no bfloat16 instructions: train.precision=bf16 gives the same kind of results, but slower than float32"
            );
        if (_train.Precision == ProductPrecision.Bf16 && folder.ReadPlugins().Count > 0)
            Note(
                "variants of your own get and give float32 tensors: train.precision=bf16 rounds the factors of the Workbench's layers, not of products made with TorchSharp's operators"
            );
    }

    /// <summary>Trains until the end, divergence or cancellation.</summary>
    /// <param name="began">The clock's time stamp of the run's beginning.</param>
    /// <param name="pauseAt">The step after whose evaluation the run is interrupted; null for none.</param>
    /// <param name="cancellation">Stops the run.</param>
    public RunResult Run(long began, long? pauseAt, CancellationToken cancellation)
    {
        _starting = _clock.GetElapsedTime(began);
        _progress?.Report(new Started(_config.Id, _step, _train.Steps, _model.parameters().Sum(one => one.numel())));
        _model.train();
        try
        {
            while (true)
            {
                // Evaluate before the next step, so that a resumed run repeats an interrupted evaluation.
                if (_step > 0 && _step < _train.Steps && _step % _train.EvaluationInterval == 0 && !Has(_step, _config.Model.Context))
                    Evaluate(_config.Model.Context, _windows, cancellation);
                if (_step == _train.Steps)
                    break;
                if (_step == pauseAt)
                {
                    Save(_optimiser);
                    return Result(RunStatus.Interrupted, null);
                }
                cancellation.ThrowIfCancellationRequested();
                if (Step(cancellation) is { } diverged)
                    return Result(RunStatus.Diverged, diverged);
                if (_train.CheckpointEvery is { } every && _step % every == 0 && _step < _train.Steps)
                    Save(_optimiser);
            }
            if (!Has(_step, _config.Model.Context))
                Evaluate(_config.Model.Context, _windows, cancellation);
            if (
                _divergence.ObserveFinal(_step, _evaluations.Last(one => one.Step == _step && one.Context == _config.Model.Context).Loss) is
                { } exploded
            )
                return Result(RunStatus.Diverged, exploded);
            foreach (var length in Lengths())
                EvaluateLength(length, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested || _ranks?.IsInterrupted == true)
        {
            _ranks?.Interrupt();
            // The state is consistent: a cancelled step has not changed it and is repeated on resume.
            Save(_optimiser);
            return Result(RunStatus.Interrupted, null);
        }
        Save(null);
        return Result(RunStatus.Completed, null);
    }

    public void Dispose()
    {
        foreach (var batch in _windows)
            batch.Dispose();
        _metrics?.Dispose();
        _exchange?.Dispose();
        _optimiser.Dispose();
        _model.Dispose();
    }

    /// <summary>Performs one optimiser step; returns the reason when the run has diverged, otherwise null.</summary>
    private string? Step(CancellationToken cancellation)
    {
        var began = _clock.GetTimestamp();
        using var scope = NewDisposeScope();
        // Seed torch's generator per step for variants that use it, so that a resumed run draws the same numbers.
        using var generator = manual_seed(unchecked((long)Philox.UInt64(RandomStream.Named(_config.Seed, "torch", _step), 0)));
        using var batch = _task.Train(_config.Seed, _step, _train.BatchSize, _config.Model.Context, _device);
        _optimiser.ReleaseGradients();
        var value = _ranks is null ? Gradients(batch, default, null, cancellation) : SharedGradients(batch, cancellation);
        var norm = _optimiser.ClipGradients(_train.Clip > 0 ? _train.Clip : double.PositiveInfinity);
        var rate = _train.LearningRateAt(_step);
        var diverged = _divergence.Observe(_step + 1, value, norm);
        if (diverged is null)
            _optimiser.Step(rate);
        _step++;
        _spent += _clock.GetElapsedTime(began);
        Record(value, rate, norm, diverged is not null);
        return diverged;
    }

    /// <summary>Computes the gradients of the mean loss over some rows; returns the loss.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="rows">Their place in the batch.</param>
    /// <param name="share">Their share of the batch's targets, which multiplies the gradients; null for 1.</param>
    /// <param name="cancellation">Stops the computation.</param>
    private double Gradients(Batch batch, BatchRows rows, double? share, CancellationToken cancellation)
    {
        _model.BeginStep(_config.Seed, _step, rows);
        var loss = _model.Loss(batch.Input, batch.Targets, Batch.Ignored); // scalar
        cancellation.ThrowIfCancellationRequested();
        BackwardPass.Run(share is { } factor ? loss * factor : loss);
        cancellation.ThrowIfCancellationRequested();
        return Evaluator.Number(loss);
    }

    /// <summary>Computes the gradients of the mean loss over the batch, of which every rank has some rows; returns the loss.</summary>
    private double SharedGradients(Batch batch, CancellationToken cancellation)
    {
        var (rows, count) = (_ranks!.RowsOf(_train.BatchSize), _ranks.CountOf(_train.BatchSize));
        using var mine = batch.Rows(rows.First, count);
        // The mean is over targets, not rows, and the ranks may have different numbers of targets.
        var share = (double)mine.CountTargets() / batch.CountTargets();
        var loss = share > 0 ? share * Gradients(mine, rows, share, cancellation) : 0;
        _exchange!.Collect();
        _ranks.Agree(cancellation);
        _exchange.Sum();
        return _ranks.Gather<double>([loss]).Sum();
    }

    private void Record(double loss, double rate, double norm, bool last)
    {
        if (!last && _step % _curveEvery != 0 && _step != 1 && _step != _train.Steps)
            return;
        var seconds = (_spent - _reported.Spent).TotalSeconds;
        var speed = seconds > 0 ? (_step - _reported.Step) * Tokens / seconds : 0;
        _reported = (_step, _spent);
        _curve.Add(new(_step, loss, rate, norm));
        Emit(new StepCompleted(_step, loss, rate, norm, speed));
    }

    private void Evaluate(int context, IReadOnlyList<Batch> batches, CancellationToken cancellation)
    {
        var began = _clock.GetTimestamp();
        var (loss, metric) = Evaluator.Evaluate(_model, batches, _task.Metric, _task.Pairs?.Target, _ranks, cancellation);
        _evaluating += _clock.GetElapsedTime(began);
        var evaluated = new Evaluated(_step, context, loss, metric);
        _evaluations.Add(evaluated);
        Emit(evaluated);
    }

    private void EvaluateLength(int length, CancellationToken cancellation)
    {
        if (Has(_step, length))
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

    private bool Has(long at, int context) => _evaluations.Any(one => one.Step == at && one.Context == context);

    private IReadOnlyList<int> Lengths()
    {
        foreach (var length in _train.EvaluationLengths.Where(length => length > _config.Model.Context).Except(_config.OtherLengths))
            Note($"not evaluated at {length} tokens: the position encoding is defined up to {_config.Model.Context} only");
        return _config.OtherLengths;
    }

    // A batch has as many tokens as a training step, so that an evaluation needs no more memory than a step.
    private IReadOnlyList<Batch> Windows(int context) =>
        _task.Validation(context, _train.EvaluationWindows, (int)Math.Max(1, Tokens / context), _device);

    private long Tokens => _config.TokensPerStep;

    private Transformer BuildModel()
    {
        var model = _config.BuildModel();
        // A checkpoint has the weights already, and those that the run started from may be gone.
        if (_start.Length == 0 || Checkpoint.StepOf(_folder) > 0)
            return model;
        try
        {
            var report = InitialWeights.Load(_config, _start, model);
            if (IsFirst)
                _folder.Log($"weights from {_start}:{Environment.NewLine}{report}", _clock);
            if (!report.IsComplete)
                _progress?.Report(new Notice($"{report}"));
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private bool IsFirst => _ranks is not { IsFirst: false };

    /// <summary>The other ranks resume where the first one has: it may have set a damaged checkpoint aside.</summary>
    private void Follow()
    {
        if (_ranks is null)
            return;
        _ranks.Agree();
        var first = _ranks.Gather<long>([_step])[0];
        if (!IsFirst && first > 0)
            Continue(Checkpoint.Restore(_folder, _config.Id, _model, _optimiser));
        if (_step != first)
            throw new InvalidInputException(
                "all ranks resume from one checkpoint",
                $"step {_step}",
                $"step {first}, as rank 0",
                "keep the ledger in a folder that all machines share"
            );
    }

    /// <summary>Restores the newest checkpoint; returns the number of bytes of metrics.jsonl to keep.</summary>
    private long Resume()
    {
        if (Checkpoint.TryRestore(_folder, _config.Id, _model, _optimiser, out var damage) is not { } saved)
        {
            if (damage is null)
                return 0;
            Note(damage);
            using var fresh = BuildModel();
            Checkpoint.CopyWeights(fresh, _model);
            _optimiser.Reset();
            return 0;
        }
        Continue(saved);
        return saved.MetricsBytes;
    }

    private void Continue(CheckpointState saved)
    {
        _step = _savedStep = saved.Step;
        // TimeSpan.FromSeconds truncates to ticks, so a value such as 0.0058368 would lose one tick.
        _spent = TimeSpan.FromTicks((long)Math.Round(saved.TrainingSeconds * TimeSpan.TicksPerSecond));
        _reported = (_step, _spent);
        _divergence.Restore(saved.FirstLoss, saved.RecentLosses);
        foreach (var one in _folder.ReadEvents(saved.MetricsBytes))
        {
            if (one is Evaluated evaluated)
                _evaluations.Add(evaluated);
            else if (one is StepCompleted done)
                _curve.Add(new(done.Step, done.Loss, done.LearningRate, done.GradientNorm));
        }
    }

    private void Save(Optimiser? moments)
    {
        // No step since the last checkpoint; evaluations made meanwhile are repeated on resume.
        if (_metrics is null || (moments is not null && _step == _savedStep))
            return;
        var began = _clock.GetTimestamp();
        Checkpoint.Save(
            _folder,
            _model,
            moments,
            new(
                _config.Id,
                _step,
                _metrics.Length,
                _divergence.FirstLoss,
                _divergence.Recent,
                _spent.TotalSeconds,
                new Dictionary<string, string>(),
                _ranks?.Size ?? 1
            )
        );
        _saving += _clock.GetElapsedTime(began);
        _savedStep = _step;
        _progress?.Report(new CheckpointSaved(_step));
    }

    private RunResult Result(RunStatus status, string? error) =>
        new()
        {
            Status = status,
            Metric = _task.Metric.Name,
            FinalMetric =
                status == RunStatus.Completed
                    ? _evaluations.Last(one => one.Step == _train.Steps && one.Context == _config.Model.Context).Metric
                    : null,
            Steps = _step,
            Evaluations = [.. _evaluations],
            Curve = [.. _curve],
            TokensPerSecond = _spent > TimeSpan.Zero ? _step * Tokens / _spent.TotalSeconds : 0,
            TrainingSeconds = _spent.TotalSeconds,
            Times = new(_starting.TotalSeconds, _evaluating.TotalSeconds, _saving.TotalSeconds, _recording.TotalSeconds),
            CpuSeconds = (Environment.CpuUsage.TotalTime - _cpu).TotalSeconds,
            PeakMemoryBytes = PeakMemory.Read(),
            Error = error,
        };

    private void Emit(TrainingEvent one)
    {
        var began = _clock.GetTimestamp();
        _metrics?.Add(one);
        _progress?.Report(one);
        _recording += _clock.GetElapsedTime(began);
    }

    private void Note(string text)
    {
        if (!IsFirst)
            return;
        _folder.Log(text, _clock);
        _progress?.Report(new Notice(text));
    }
}
