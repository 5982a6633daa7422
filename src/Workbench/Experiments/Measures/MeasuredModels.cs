using TorchSharp;
using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Data;
using Workbench.Training;

namespace Workbench.Experiments.Measures;

/// <summary>The models of a study that are measured: the values of its first axis, the other axes at the baseline.</summary>
internal sealed class MeasuredModels
{
    private readonly TaskSource _tasks;

    /// <param name="plan">The study's plan.</param>
    /// <param name="settings">The measure's own settings.</param>
    /// <param name="tasks">Builds the study's task.</param>
    /// <param name="clock">The clock of speeds.</param>
    /// <exception cref="InvalidInputException">A setting is not known, or its value not allowed.</exception>
    public MeasuredModels(Plan plan, IReadOnlyList<string> settings, TaskSource tasks, TimeProvider clock)
    {
        (_tasks, Clock, Seeds, Threads) = (tasks, clock, plan.Seeds, plan.Threads);
        var faults = new List<Fault>();
        if (plan.Axes.Count == 0)
            faults.Add(
                new("a measure compares the values of the study's first axis", "no axis", null, "Give the study an axis.", "measures")
            );
        var parsed = StudyGrammar.ParseSettings(settings, faults);
        if (faults.Count > 0)
            throw new InvalidInputException(faults);
        Variants =
        [
            .. plan
                .Cells.Where(cell => cell.Values.Skip(1).SequenceEqual(plan.Baseline.Values.Skip(1)))
                .Select(cell =>
                    (
                        cell.Values[0].Label,
                        parsed.Aggregate(cell.Config, (config, setting) => ConfigTree.With(config, setting.Path, setting.Text))
                    )
                ),
        ];
        Baseline = Variants.First(one => one.Label == plan.Baseline.Values[0].Label).Config;
        foreach (var (_, config) in Variants)
            ConfigTree.Check(config, "measures");
    }

    /// <summary>The models, by the labels of the axis' values.</summary>
    public IReadOnlyList<(string Label, RunConfig Config)> Variants { get; }

    /// <summary>The baseline's model.</summary>
    public RunConfig Baseline { get; }

    /// <summary>The replicates.</summary>
    public IReadOnlyList<long> Seeds { get; }

    /// <summary>Threads of a run of the study.</summary>
    public int Threads { get; }

    /// <summary>The clock of speeds.</summary>
    public TimeProvider Clock { get; }

    /// <summary>The speeds of the variants over the baseline's, a series each.</summary>
    /// <param name="sizes">Labels, sizes and the work of a model at each size.</param>
    /// <param name="cancellation">Stops between two measurements.</param>
    public IReadOnlyList<MeasuredSeries> SpeedRatios(
        IEnumerable<(string Label, double Size, Func<RunConfig, TimedWork> Work)> sizes,
        CancellationToken cancellation
    )
    {
        var others = Variants.Where(one => one.Config.VariantId != Baseline.VariantId).ToList();
        var points = others.ConvertAll(_ => new List<MeasuredPoint>());
        foreach (var (label, size, work) in sizes.OrderBy(one => one.Size))
        {
            List<TimedWork> works = [.. others.Select(one => one.Config).Prepend(Baseline).Select(work)];
            foreach (var (list, values) in points.Zip(SpeedRatio.Of(this, works, cancellation)))
                list.Add(new(label, size, values));
        }
        return [.. others.Zip(points, (one, list) => new MeasuredSeries(one.Label, list))];
    }

    /// <summary>A run's first training batch.</summary>
    public Batch FirstBatch(RunConfig config) =>
        _tasks
            .Get(config.Task, config.Data, config.Tokenizer)
            .Train(config.Seed, 0, config.Train.BatchSize, config.Model.Context, DeviceName.Parse(config.Device));
}
