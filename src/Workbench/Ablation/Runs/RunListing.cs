using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>One line of <c>runs list</c>.</summary>
/// <param name="Id">Identity (its first 32 digits).</param>
/// <param name="Environment">Hash of its environment (its first 16 digits).</param>
/// <param name="State">How far it is.</param>
/// <param name="Summary">Model and task in short canonical text.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Metric">The metric's name.</param>
/// <param name="FinalMetric">The metric at the end.</param>
/// <param name="Changed">When it was last written.</param>
/// <param name="Bytes">Size of its folder.</param>
/// <param name="Folder">Its folder.</param>
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

/// <summary>Something that a clean would remove.</summary>
/// <param name="Path">File or folder.</param>
/// <param name="Bytes">What it frees.</param>
/// <param name="Why">Why it may go: "failed", "interrupted", "every run was asked for".</param>
public sealed record Removable(string Path, long Bytes, string Why);
