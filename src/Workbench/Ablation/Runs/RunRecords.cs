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
    public static RunRecord Read(string path, string id, string environment, long seed)
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
        if (!Directory.Exists(path))
            return record;
        if (folder.ReadResult() is not { } result)
            // Started without a readable result: the run was killed or is still running.
            return File.Exists(folder.ConfigFile) ? WithEvents(record, folder) : record;
        return Of(record, result, ContextOf(folder));
    }

    private static int ContextOf(RunFolder folder) => folder.ReadContext() ?? folder.ReadConfigOrNull()?.Model.Context ?? 0;

    private static RunRecord WithEvents(RunRecord record, RunFolder folder)
    {
        var context = ContextOf(folder);
        var events = folder.ReadEvents().ToList();
        return record with
        {
            State = RunStatus.Interrupted,
            Error = folder.HasDamagedResult ? "its result.json is damaged" : null,
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
        var evaluations = result.Evaluations;
        return record with
        {
            State = result.Status,
            Metric = result.Metric,
            FinalMetric = result.FinalMetric,
            TrainingCurve = [.. result.Curve.Select(point => new SeriesPoint((int)point.Step, point.Loss))],
            ValidationCurve =
            [
                .. evaluations.Where(one => one.Context == context).Select(one => new SeriesPoint((int)one.Step, one.Metric)),
            ],
            MetricByContext = new SortedDictionary<int, double>(
                evaluations.GroupBy(one => one.Context).ToDictionary(group => group.Key, group => group.Last().Metric)
            ),
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
