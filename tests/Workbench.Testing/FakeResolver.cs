using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Models.Heads;
using Workbench.Statistics;
using Workbench.Training;

namespace Workbench.Testing;

/// <summary>Resolves without data; the costs are those of a table.</summary>
internal sealed class FakeResolver : IRunResolver
{
    public RunConfig Resolve(RunConfig config)
    {
        var faults = ConfigTree.Validate(config);
        return faults.Count > 0
            ? throw new InvalidInputException(faults)
            : config with
            {
                Model = config.Model with { Vocabulary = 16 },
                DataFingerprint = "fake",
                TokenizerFingerprint = "fake",
            };
    }

    public Metric MetricOf(RunConfig config) => new("loss", "nats/token", LowerIsBetter: true);

    public ModelCost CostOf(RunConfig config) =>
        new(
            config.Model.Heads is MultiQuery
                ? 900_000
                : 1_000_000 + (config.Model.Position is Workbench.Models.Positions.LearnedPosition ? 10_000 : 0),
            2_000_000,
            config.Model.Heads is MultiQuery ? 16_384 : 65_536
        );
}
