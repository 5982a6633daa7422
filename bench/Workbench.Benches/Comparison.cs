using System.Text.Json.Serialization;

namespace Workbench.Benches;

/// <summary>One comparison of a bench.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Unit">The unit of both figures.</param>
/// <param name="Ours">Our figure.</param>
/// <param name="Peer">The peer's figure.</param>
/// <param name="PeerName">The peer.</param>
/// <param name="Ratio">Above 1 is better: ours over the peer's, or the peer's over ours where less is better.</param>
/// <param name="Goal">The ratio that is aimed at; 0 for none.</param>
/// <param name="Note">How it was measured.</param>
public sealed record Comparison(string Name, string Unit, double Ours, double Peer, string PeerName, double Ratio, double Goal, string Note)
{
    /// <summary>What is aimed at where it is an amount and no ratio: ours at most this. <see cref="Goal"/> is then 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Limit { get; init; }

    /// <summary>Whether the goal is reached; null where none is set.</summary>
    public bool? Reached =>
        Limit is { } limit ? Ours <= limit
        : Goal > 0 ? Ratio >= Goal
        : null;
}
