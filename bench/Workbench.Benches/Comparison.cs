using System.Text.Json.Serialization;

namespace Workbench.Benches;

/// <summary>One comparison of a bench.</summary>
/// <param name="Name">The measured quantity.</param>
/// <param name="Unit">The unit of both values.</param>
/// <param name="Ours">The Workbench's value.</param>
/// <param name="Peer">The peer's value.</param>
/// <param name="PeerName">The peer's name.</param>
/// <param name="Ratio">Ours / peer, or peer / ours where less is better. Above 1, the Workbench is better.</param>
/// <param name="Goal">The target ratio; 0 for none.</param>
/// <param name="Note">How the values were measured.</param>
public sealed record Comparison(string Name, string Unit, double Ours, double Peer, string PeerName, double Ratio, double Goal, string Note)
{
    /// <summary>The target as a maximum for <see cref="Ours"/> instead of a ratio; <see cref="Goal"/> is then 0. Null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Limit { get; init; }

    /// <summary>Whether the target is reached; null when there is no target.</summary>
    public bool? Reached =>
        Limit is { } limit ? Ours <= limit
        : Goal > 0 ? Ratio >= Goal
        : null;
}
