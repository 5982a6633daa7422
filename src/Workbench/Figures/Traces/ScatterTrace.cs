using System.Collections;
using System.Text.Json.Serialization;

namespace Workbench.Figures;

/// <summary>Points and lines.</summary>
public sealed record ScatterTrace : Trace
{
    private protected override string Kind => "scatter";

    /// <summary>The x coordinates.</summary>
    public IEnumerable? X { get; init; }

    /// <summary>The y coordinates.</summary>
    public IEnumerable? Y { get; init; }

    /// <summary>What is drawn.</summary>
    public StyleParam.Mode? Mode { get; init; }

    /// <summary>The line.</summary>
    public Line? Line { get; init; }

    /// <summary>The markers.</summary>
    public Marker? Marker { get; init; }

    /// <summary>Text at the points.</summary>
    public ArrayOk<string>? Text { get; init; }

    /// <summary>Where the text stands.</summary>
    public StyleParam.TextPosition? TextPosition { get; init; }

    /// <summary>The area that is filled.</summary>
    public StyleParam.Fill? Fill { get; init; }

    /// <summary>The fill's colour.</summary>
    public Color? FillColor { get; init; }

    /// <summary>Horizontal error bars.</summary>
    [JsonPropertyName("error_x")]
    public Error? ErrorX { get; init; }

    /// <summary>Vertical error bars.</summary>
    [JsonPropertyName("error_y")]
    public Error? ErrorY { get; init; }

    /// <summary>Whether lines go on across gaps.</summary>
    public bool? ConnectGaps { get; init; }

    internal override int PointCount => Count(Y);

    internal override IEnumerable? Values => Y;
}
