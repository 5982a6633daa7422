using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>Reads run folders.</summary>
internal static class RunRecords
{
    /// <summary>Reads a run's folder; the state is Missing when the folder does not exist.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="id">The run's identity.</param>
    /// <param name="environment">The hash of the environment in which the run was started.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="context">The trained context, where it is known; otherwise it is read.</param>
    /// <param name="curves">Whether to read the curves of a run without a result, of which only the events exist.</param>
    public static RunRecord Read(string path, string id, string environment, long seed, int? context = null, bool curves = true)
    {
        var folder = new RunFolder(path);
        var record = new RunRecord
        {
            Id = id,
            Environment = environment,
            Folder = path,
            Seed = seed,
            State = RunStatus.Missing,
        };
        if (folder.ReadResult() is { } result)
            return Of(record, result, context ?? ContextOf(folder));
        if (!File.Exists(folder.ConfigFile))
            return record;
        // Started without a readable result: the run was killed or is still running.
        record = record with
        {
            State = RunStatus.Interrupted,
            Error = folder.HasDamagedResult ? "its result.json is damaged" : null,
        };
        return curves ? WithEvents(record, folder, context ?? ContextOf(folder)) : record;
    }

    private static int ContextOf(RunFolder folder) => folder.ReadContext() ?? folder.ReadConfigOrNull()?.Model.Context ?? 0;

    private static RunRecord WithEvents(RunRecord record, RunFolder folder, int context)
    {
        var events = folder.ReadEvents().ToList();
        return record with
        {
            TrainingCurve = [.. events.OfType<StepCompleted>().Select(step => new SeriesPoint((int)step.Step, step.Loss))],
            ValidationCurve =
            [
                .. events
                    .OfType<Evaluated>()
                    .Where(one => one.Context == context)
                    .Select(one => new SeriesPoint((int)one.Step, one.Metric)),
            ],
        };
    }

    public static RunRecord Of(RunRecord record, RunResult result, int context)
    {
        var training = new SeriesPoint[result.Curve.Count];
        for (var i = 0; i < training.Length; i++)
            training[i] = new((int)result.Curve[i].Step, result.Curve[i].Loss);
        var validation = new List<SeriesPoint>(result.Evaluations.Count);
        var metrics = new SortedDictionary<int, double>();
        foreach (var one in result.Evaluations)
        {
            metrics[one.Context] = one.Metric;
            if (one.Context == context)
                validation.Add(new((int)one.Step, one.Metric));
        }
        return record with
        {
            State = result.Status,
            Metric = result.Metric,
            FinalMetric = result.FinalMetric,
            TrainingCurve = training,
            ValidationCurve = validation,
            MetricByContext = metrics,
            InitialGradientNorm = result.Curve is [{ Step: 1 } first, ..] ? first.GradientNorm : null,
            TokensPerSecond = result.TokensPerSecond,
            PeakMemoryBytes = result.PeakMemoryBytes ?? 0,
            Seconds = result.TrainingSeconds,
            Times = result.Times,
            Error = result.Error,
        };
    }

    /// <summary>The config of a run folder; null when there is none or it names a variant that cannot be loaded.</summary>
    public static RunConfig? ReadConfigOrNull(this RunFolder folder)
    {
        try
        {
            using var variants = RunVariants.NearestOf(folder);
            return variants.Config;
        }
        catch (Exception error) when (error is InvalidInputException or IOException)
        {
            return null;
        }
    }
}
