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
}
