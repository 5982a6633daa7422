using Workbench.Data;
using Workbench.Statistics;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>Resolves runs against the tasks and corpora of a <see cref="TaskSource"/>.</summary>
/// <param name="tasks">Opens and caches corpora.</param>
public sealed class TaskResolver(TaskSource tasks) : IRunResolver
{
    /// <inheritdoc/>
    public RunConfig Resolve(RunConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.Resolve(tasks);
    }

    /// <inheritdoc/>
    public Metric MetricOf(RunConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return tasks.Get(config.Task, config.Data, config.Tokenizer).Metric;
    }

    /// <inheritdoc/>
    public TaskRecord? RecordOf(IReadOnlyList<RunConfig> configs)
    {
        ArgumentNullException.ThrowIfNull(configs);
        var first = configs[0];
        var task = tasks.Get(first.Task, first.Data, first.Tokenizer);
        return TaskRecord
            .Of(
                first.Task,
                first.Data,
                task,
                configs
                    .Where(one => one.Task == first.Task && one.Tokenizer == first.Tokenizer)
                    .SelectMany(one => one.OtherLengths.Prepend(one.Model.Context)),
                first.Tokenizer
            )
            ?.WithFloors(task);
    }

    /// <inheritdoc/>
    public void Complete(RunConfig config, RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(folder);
        if (config.Task.DefaultData is null || File.Exists(folder.TaskFile))
            return;
        try
        {
            folder.KeepTask(config, tasks.Get(config.Task, config.Data, config.Tokenizer));
        }
        catch (InvalidInputException)
        {
            // The ledger is read-only, or the text is missing: the run stays as it is.
        }
    }

    /// <inheritdoc/>
    public void RequireText(RunConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (tasks.Get(config.Task, config.Data, config.Tokenizer) is RecordedTask recorded)
            _ = recorded.OnText();
    }
}
