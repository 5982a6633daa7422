using Workbench.Data;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>Resolves runs on the tasks and corpora of a source.</summary>
/// <param name="tasks">Opens corpora, and keeps them.</param>
public sealed class TaskResolver(TaskSource tasks) : IRunResolver
{
    /// <inheritdoc/>
    public RunConfig Resolve(RunConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.Resolve(tasks);
    }

    /// <inheritdoc/>
    public StudyMetric MetricOf(RunConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var metric = tasks.Get(config.Task, config.Data).Metric;
        return new StudyMetric(metric.Name, metric.Unit, metric.LowerIsBetter);
    }
}
