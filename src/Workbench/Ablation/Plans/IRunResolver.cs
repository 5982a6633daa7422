using Workbench.Data;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>What a plan must know of tasks and data: who plans needs no tensors.</summary>
public interface IRunResolver
{
    /// <summary>The config with what its data decides filled in: vocabulary, fingerprints.</summary>
    /// <exception cref="InvalidInputException">The config, the data or the device does not serve; all faults are listed.</exception>
    RunConfig Resolve(RunConfig config);

    /// <summary>The number that runs of this config are judged by.</summary>
    StudyMetric MetricOf(RunConfig config);

    /// <summary>
    /// What a study of these configs keeps of its task, so that it can be read without its text; null where it needs none.
    /// </summary>
    /// <param name="configs">Resolved; the baseline's first.</param>
    TaskRecord? RecordOf(IReadOnlyList<RunConfig> configs) => null;

    /// <summary>
    /// Lets a finished run that was trained before runs kept it have what it needs to be read without its text. Where that cannot be,
    /// nothing happens.
    /// </summary>
    void Complete(RunConfig config, RunFolder folder) { }

    /// <summary>Sees that the run's text is there: before anything is computed on it.</summary>
    /// <exception cref="InvalidInputException">It is not, or it is another one.</exception>
    void RequireText(RunConfig config) { }

    /// <summary>What the model of this config costs, computed from the config.</summary>
    ModelCost CostOf(RunConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var model = config.Model;
        return new ModelCost(model.ParameterCount(), model.FlopsPerToken(model.Context), model.StateBytes(model.Context));
    }
}

/// <summary>The size and cost of a model at its trained context.</summary>
/// <param name="Parameters">Trainable parameters.</param>
/// <param name="FlopsPerToken">Forward floating-point operations a token.</param>
/// <param name="StateBytes">Bytes of decoding state of one sequence.</param>
public sealed record ModelCost(long Parameters, double FlopsPerToken, long StateBytes);
