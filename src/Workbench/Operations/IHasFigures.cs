using System.Text.Json.Serialization;

namespace Workbench.Operations;

/// <summary>A result with figures. A notebook shows the figures below the result.</summary>
public interface IHasFigures
{
    /// <summary>Figures as objects that have a notebook formatter; the figure with the main result is first.</summary>
    [JsonIgnore]
    IReadOnlyList<object> Illustrations { get; }

    /// <summary>Whether the figures contain everything in the result, so that a notebook shows only the figures. Default: false.</summary>
    [JsonIgnore]
    bool IsFiguresAlone => false;
}
