using System.Text.Json.Serialization;

namespace Workbench.Operations;

/// <summary>A result that is best seen in figures: a notebook shows them below it.</summary>
public interface IIllustrated
{
    /// <summary>Figures, as the formatters know them; the one that answers the question first.</summary>
    [JsonIgnore]
    IReadOnlyList<object> Illustrations { get; }
}
