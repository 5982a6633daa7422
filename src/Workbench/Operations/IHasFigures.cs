using System.Text.Json.Serialization;

namespace Workbench.Operations;

/// <summary>A result that is best seen in figures: a notebook shows them below it.</summary>
public interface IHasFigures
{
    /// <summary>Figures, as the formatters know them; the one that answers the question first.</summary>
    [JsonIgnore]
    IReadOnlyList<object> Illustrations { get; }

    /// <summary>Whether the figures say all that the result does, so that they are shown alone.</summary>
    [JsonIgnore]
    bool IsFiguresAlone => false;
}
