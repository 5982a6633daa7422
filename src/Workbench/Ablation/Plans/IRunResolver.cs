using Workbench.Data;
using Workbench.Statistics;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>What the planner needs from tasks and data; keeps planning free of tensors.</summary>
public interface IRunResolver
{
    /// <summary>Fills in the fields that the data determines: vocabulary and fingerprints.</summary>
    /// <exception cref="InvalidInputException">The config, the data or the device is not usable; lists all faults.</exception>
    RunConfig Resolve(RunConfig config);

    /// <summary>The metric by which runs of this config are compared.</summary>
    Metric MetricOf(RunConfig config);

    /// <summary>
    /// Task facts that a study of these configs stores so that it can be read later without the text; null when none are needed.
    /// </summary>
    /// <param name="configs">Resolved configs, the baseline's first.</param>
    TaskRecord? RecordOf(IReadOnlyList<RunConfig> configs) => null;

    /// <summary>
    /// Adds the task record to a finished run that an older version trained without one, so that the run can be read without its text. Does
    /// nothing when the record cannot be made.
    /// </summary>
    void Complete(RunConfig config, RunFolder folder) { }

    /// <summary>Checks that the run's text is available, before any computation that needs it.</summary>
    /// <exception cref="InvalidInputException">The text is missing, or differs from the recorded one.</exception>
    void RequireText(RunConfig config) { }

    /// <summary>Size and cost of the config's model, computed from the config alone.</summary>
    ModelCost CostOf(RunConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var model = config.Model;
        return new ModelCost(model.ParameterCount(), model.FlopsPerToken(model.Context), model.StateBytes(model.Context));
    }
}

/// <summary>The size and cost of a model at its trained context.</summary>
/// <param name="Parameters">Trainable parameters.</param>
/// <param name="FlopsPerToken">Forward floating-point operations per token.</param>
/// <param name="StateBytes">Bytes of decoding state of one sequence.</param>
public sealed record ModelCost(long Parameters, double FlopsPerToken, long StateBytes);
