using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>One line of <c>runs list</c>.</summary>
/// <param name="Id">The run's identity (first 32 digits).</param>
/// <param name="Environment">Hash of the run's environment (first 16 digits).</param>
/// <param name="State">The run's state.</param>
/// <param name="Summary">Model and task as short canonical text.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Metric">The metric's name.</param>
/// <param name="FinalMetric">The metric at the end of training; null unless completed.</param>
/// <param name="Changed">Time of the last write.</param>
/// <param name="Bytes">Size of the run's folder in bytes.</param>
/// <param name="Folder">The run's folder.</param>
public sealed record RunListing(
    string Id,
    string Environment,
    RunStatus State,
    string Summary,
    long Seed,
    string Metric,
    double? FinalMetric,
    DateTimeOffset Changed,
    long Bytes,
    string Folder
);

/// <summary>A file or folder that <see cref="Ledger.Clean"/> removes.</summary>
/// <param name="Path">File or folder.</param>
/// <param name="Bytes">Size in bytes.</param>
/// <param name="Why">The reason for removal: "failed", "interrupted", "every run requested".</param>
public sealed record Removable(string Path, long Bytes, string Why);
