using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>The runs that are still to be computed, grouped by cost, and the arithmetic from measured parts to a study's time.</summary>
/// <param name="plan">The plan.</param>
/// <param name="missing">The runs, in order, with what the ledger has of them.</param>
/// <param name="workers">Runs at a time.</param>
internal sealed class RemainingWork(Plan plan, IReadOnlyList<(PlannedRun Run, RunRecord Record)> missing, int workers)
{
    private const int Forward = 1;

    public Plan Plan => plan;

    public int Workers => workers;

    /// <summary>One run of every group, in the order of the runs.</summary>
    public IReadOnlyList<PlannedRun> Groups { get; } = [.. missing.Select(one => one.Run).DistinctBy(run => KeyOf(run.Config))];

    /// <summary>Forward FLOPs of a training batch.</summary>
    public double FlopsOf(PlannedRun run) => plan.Audit.Costs[run.Cell.Index].FlopsPerToken * run.Config.TokensPerStep;

    /// <summary>The config without what changes no cost of a step; steps and intervals are counted.</summary>
    private static RunConfig KeyOf(RunConfig config) => Trial(config, steps: 1, config.Train.EvaluationWindows) with { Seed = 0 };

    /// <summary>
    /// The config of a trial: its steps cost what those of <paramref name="config"/> cost, and a learning rate near 0 keeps it from
    /// diverging.
    /// </summary>
    public static RunConfig Trial(RunConfig config, long steps, int windows)
    {
        var plain = new TrainingConfig();
        return config with
        {
            Train = config.Train with
            {
                Steps = steps,
                LearningRate = 1e-9,
                Warmup = 0,
                MinimumLearningRate = 0,
                Schedule = plain.Schedule,
                WeightDecay = plain.WeightDecay,
                Beta1 = plain.Beta1,
                Beta2 = plain.Beta2,
                Epsilon = plain.Epsilon,
                Clip = config.Train.Clip > 0 ? plain.Clip : 0,
                EvaluateEvery = steps,
                EvaluationWindows = windows,
                EvalLengths = "",
                CheckpointEvery = null,
                DivergenceFactor = 1e6,
            },
        };
    }

    /// <summary>Seconds of a run of these parts in a worker that has warmed up.</summary>
    /// <param name="run">The run.</param>
    /// <param name="parts">Measured parts of a run of its group.</param>
    /// <param name="record">What the ledger has of the run; null for none.</param>
    public static double SecondsOf(PlannedRun run, RunParts parts, RunRecord? record)
    {
        var (train, model) = (run.Config.Train, run.Config.Model);
        var lengths = run.Config.OtherLengths.Where(length => record?.MetricByContext.ContainsKey(length) != true);
        var trained = model.FlopsPerToken(model.Context) * model.Context;
        var windows = lengths.Sum(length => train.EvaluationWindows * model.FlopsPerToken(length) * length / trained);
        var seconds = parts.Fixed + (windows * parts.Window);
        if (record?.State == RunStatus.Completed)
            return seconds;
        var steps = StepsOf(run, record);
        var done = train.Steps - steps;
        var evaluations = 1 + Between(done, train.EvaluationInterval);
        var checkpoints = train.CheckpointEvery is { } every ? Between(done, every) : 0;
        return seconds
            + (steps * parts.Step)
            + (evaluations * train.EvaluationWindows * parts.Window)
            + (checkpoints * parts.Checkpoint)
            + (Math.Min(steps, 1000) * parts.Record);

        long Between(long from, long interval) => ((train.Steps - 1) / interval) - (from / interval);
    }

    private static long StepsOf(PlannedRun run, RunRecord? record) =>
        record switch
        {
            { State: RunStatus.Completed } => 0,
            null or { State: RunStatus.Missing } => run.Config.Train.Steps,
            _ => run.Config.Train.Steps - Math.Min(run.Config.Train.Steps, Checkpoint.StepOf(new RunFolder(record.Folder))),
        };

    /// <summary>The parts of a run that was not measured, scaled by FLOPs from the measured one that is nearest in FLOPs.</summary>
    private RunParts PartsOf(PlannedRun run, IReadOnlyList<(PlannedRun Run, RunParts Parts)> measured)
    {
        var key = KeyOf(run.Config);
        foreach (var (other, parts) in measured)
        {
            if (KeyOf(other.Config) == key)
                return parts;
        }
        var flops = FlopsOf(run);
        var (nearest, known) = measured.MinBy(one => Math.Abs(Math.Log(FlopsOf(one.Run) / flops)));
        var ratio = flops / FlopsOf(nearest);
        return known with { Step = known.Step * ratio, Window = known.Window * ratio, Steps = 0 };
    }

    /// <summary>The parts of a run of which only steps were measured: an evaluation is a forward pass.</summary>
    public static RunParts OfStepsAlone(PlannedRun run, double step, long steps) =>
        new(step, step * Forward / RunConfig.ForwardAndBackward / run.Config.Train.BatchSize, 0, 0, 0, steps);

    /// <summary>The study's cost by measured parts; a plan without runs costs nothing, and without parts only counts are known.</summary>
    /// <param name="measured">Parts of a run for some groups.</param>
    /// <param name="workerStart">What a worker needs once.</param>
    public CostPrediction Predict(IReadOnlyList<(PlannedRun Run, RunParts Parts)> measured, TimeSpan workerStart)
    {
        var steps = missing.Sum(one => StepsOf(one.Run, one.Record));
        var counted = new CostPrediction
        {
            Runs = missing.Count,
            Steps = steps,
            Tokens = missing.Sum(one => StepsOf(one.Run, one.Record) * one.Run.Config.TokensPerStep),
            Workers = workers,
            Threads = plan.Threads,
        };
        if (missing.Count == 0)
            return counted with { WallTime = TimeSpan.Zero, CpuTime = TimeSpan.Zero, BesidesSteps = 0 };
        if (measured.Count == 0)
            return counted;
        var parts = Groups.ToDictionary(group => KeyOf(group.Config), group => PartsOf(group, measured));
        var seconds = missing.Select(one => SecondsOf(one.Run, parts[KeyOf(one.Run.Config)], one.Record)).ToList();
        var training = missing.Sum(one => StepsOf(one.Run, one.Record) * parts[KeyOf(one.Run.Config)].Step);
        var (start, total) = (workerStart.TotalSeconds, seconds.Sum());
        return counted with
        {
            WallTime = TimeSpan.FromSeconds(start + Longest(seconds)),
            CpuTime = TimeSpan.FromSeconds(plan.Threads * (total + (workers * start))),
            WorkerStart = workerStart,
            BesidesSteps = 1 - (training / total),
            Groups =
            [
                .. Groups.Select(group => new CostGroup(
                    group.Cell.Label,
                    missing.Count(one => KeyOf(one.Run.Config) == KeyOf(group.Config)),
                    parts[KeyOf(group.Config)].Step,
                    SecondsOf(group, parts[KeyOf(group.Config)], null),
                    parts[KeyOf(group.Config)].Steps
                )),
            ],
        };
    }

    /// <summary>When the last run ends, if every worker takes the next run as soon as it is free.</summary>
    private double Longest(IEnumerable<double> seconds)
    {
        var free = new double[workers];
        foreach (var run in seconds)
            free[Array.IndexOf(free, free.Min())] += run;
        return free.Max();
    }
}

/// <summary>Measured parts of a run, in seconds.</summary>
/// <param name="Step">A training step.</param>
/// <param name="Window">The evaluation of one window at the trained context.</param>
/// <param name="Checkpoint">A checkpoint.</param>
/// <param name="Record">The record of a step.</param>
/// <param name="Fixed">What a run needs once: start, last checkpoint, result.</param>
/// <param name="Steps">Steps that were measured; 0 when the parts are scaled.</param>
internal sealed record RunParts(double Step, double Window, double Checkpoint, double Record, double Fixed, long Steps);
