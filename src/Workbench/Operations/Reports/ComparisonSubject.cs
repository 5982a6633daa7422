using Workbench.Ablation;
using Workbench.Statistics;

namespace Workbench.Operations;

/// <summary>One side of a comparison.</summary>
/// <param name="Name">The settings that distinguish it from the others.</param>
/// <param name="Config">The config: values by path, without the settings that follow from seed and data.</param>
/// <param name="DataFingerprint">The fingerprint of the data.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Parameters">The number of trained parameters.</param>
/// <param name="Runs">The runs.</param>
internal sealed record ComparisonSubject(
    string Name,
    IReadOnlyList<KeyValuePair<string, string>> Config,
    string DataFingerprint,
    Metric Metric,
    long Parameters,
    IReadOnlyList<RunRecord> Runs
);
