using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>One column of a table of runs: its name, and a value for every row, null where there is none.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">string, long, double or <see cref="DateTime"/> (UTC).</param>
/// <param name="Values">The values, of that type or null.</param>
public sealed record RunColumn(string Name, Type Type, IReadOnlyList<object?> Values);

/// <summary>Runs as columns, for export.</summary>
/// <param name="Columns">The columns, of equal length.</param>
public sealed record RunTable(IReadOnlyList<RunColumn> Columns)
{
    /// <summary>Number of rows.</summary>
    public int Rows => Columns[0].Values.Count;

    /// <summary>
    /// One row for each run: identity, state, seed, metric, costs, then the whole config, a column "config.PATH" for every path of any run.
    /// </summary>
    /// <param name="runs">The runs.</param>
    public static RunTable OfRuns(IReadOnlyList<RunListing> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var folders = runs.Select(run => new RunFolder(run.Folder)).ToList();
        var results = folders.ConvertAll(folder => folder.ReadResult());
        var configs = folders.ConvertAll(folder => folder.ReadResolved());
        RunColumn Column<T>(string name, Func<RunListing, T> value) =>
            new(name, Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T), [.. runs.Select(run => (object?)value(run))]);
        RunColumn Result<T>(string name, Func<RunResult, T?> value) =>
            new(
                name,
                Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T),
                [.. results.Select(result => result is null ? null : (object?)value(result))]
            );
        return new([
            Column("run", run => run.Id),
            Column("environment", run => run.Environment),
            Column("state", run => run.State.ToString().ToLowerInvariant()),
            Column("seed", run => run.Seed),
            Column("metric", run => run.Metric),
            Column("value", run => run.FinalMetric),
            Column("changed", run => run.Changed.UtcDateTime),
            Result<long?>("steps", result => result.Steps),
            Result<double?>("seconds", result => result.TrainingSeconds),
            Result("cpu_seconds", result => result.CpuSeconds),
            Result<double?>("tokens_per_second", result => result.TokensPerSecond),
            Result("peak_memory_bytes", result => result.PeakMemoryBytes),
            Column("bytes", run => run.Bytes),
            Column("folder", run => run.Folder),
            Result("error", result => result.Error),
            .. configs
                .SelectMany(config => config.Keys)
                .Distinct()
                .Select(path => new RunColumn(
                    $"config.{path}",
                    typeof(string),
                    [.. configs.Select(config => config.GetValueOrDefault(path))]
                )),
        ]);
    }

    /// <summary>
    /// One row for each point of the runs' curves: run, seed, step, "kind" (train or validation), context length of an evaluation, loss, and
    /// the metric of an evaluation or the learning rate and gradient norm of a step.
    /// </summary>
    /// <param name="runs">The runs.</param>
    public static RunTable OfCurves(IReadOnlyList<RunListing> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var points = runs.SelectMany(run =>
                new RunFolder(run.Folder).ReadEvents().Where(one => one is StepCompleted or Evaluated).Select(one => (run, one))
            )
            .ToList();
        RunColumn Column(string name, Type type, Func<RunListing, TrainingEvent, object?> value) =>
            new(name, type, [.. points.Select(point => value(point.run, point.one))]);
        return new([
            Column("run", typeof(string), (run, _) => run.Id),
            Column("environment", typeof(string), (run, _) => run.Environment),
            Column("seed", typeof(long), (run, _) => run.Seed),
            Column("step", typeof(long), (_, one) => one is StepCompleted step ? step.Step : ((Evaluated)one).Step),
            Column("kind", typeof(string), (_, one) => one is StepCompleted ? "train" : "validation"),
            Column("context", typeof(long), (_, one) => one is Evaluated evaluated ? (long)evaluated.Context : null),
            Column("loss", typeof(double), (_, one) => one is StepCompleted step ? step.Loss : ((Evaluated)one).Loss),
            Column("metric", typeof(double), (_, one) => (one as Evaluated)?.Metric),
            Column("learning_rate", typeof(double), (_, one) => (one as StepCompleted)?.LearningRate),
            Column("gradient_norm", typeof(double), (_, one) => (one as StepCompleted)?.GradientNorm),
        ]);
    }
}
