namespace Workbench.Figures;

public static partial class Chart
{
    /// <summary>Vertical bars.</summary>
    /// <param name="values">The bars' heights.</param>
    /// <param name="Keys">The bars' categories, as many; null numbers them from 0.</param>
    /// <param name="Name">The name in the legend and on hover.</param>
    /// <param name="ShowLegend">Whether there is a legend item.</param>
    /// <param name="Opacity">Opacity from 0 to 1.</param>
    /// <param name="MultiText">A text for each bar.</param>
    /// <param name="MarkerColor">The bars' colour.</param>
    /// <param name="Marker">The bars' style; the colour above wins over it.</param>
    /// <exception cref="InvalidInputException">Values and keys differ in length.</exception>
    public static GenericChart Column<ValuesType, KeysType>(
        IEnumerable<ValuesType> values,
        IEnumerable<KeysType>? Keys = null,
        string? Name = null,
        bool? ShowLegend = null,
        double? Opacity = null,
        IEnumerable<string>? MultiText = null,
        Color? MarkerColor = null,
        Marker? Marker = null)
    {
        var (v, k) = Keyed(values, Keys);
        return Of(new BarTrace
        {
            X = k,
            Y = v,
            Orientation = StyleParam.Orientation.Vertical,
            Name = Name,
            ShowLegend = ShowLegend,
            Opacity = Opacity,
            Text = Texts(MultiText),
            Marker = MarkerStyle(Marker, MarkerColor, null),
        });
    }

    /// <summary>Vertical bars, numbered from 0.</summary>
    /// <inheritdoc cref="Column{ValuesType, KeysType}"/>
    public static GenericChart Column<ValuesType>(IEnumerable<ValuesType> values, string? Name = null, Color? MarkerColor = null) =>
        Column<ValuesType, int>(values, null, Name, MarkerColor: MarkerColor);

    /// <summary>Horizontal bars.</summary>
    /// <inheritdoc cref="Column{ValuesType, KeysType}"/>
    public static GenericChart Bar<ValuesType, KeysType>(
        IEnumerable<ValuesType> values,
        IEnumerable<KeysType>? Keys = null,
        string? Name = null,
        bool? ShowLegend = null,
        double? Opacity = null,
        IEnumerable<string>? MultiText = null,
        Color? MarkerColor = null,
        Marker? Marker = null) =>
        Column(values, Keys, Name, ShowLegend, Opacity, MultiText, MarkerColor, Marker)
            .MapTraces(trace => ((BarTrace)trace) with
            {
                X = ((BarTrace)trace).Y,
                Y = ((BarTrace)trace).X,
                Orientation = StyleParam.Orientation.Horizontal,
            });

    /// <summary>Horizontal bars, numbered from 0.</summary>
    /// <inheritdoc cref="Column{ValuesType, KeysType}"/>
    public static GenericChart Bar<ValuesType>(IEnumerable<ValuesType> values, string? Name = null, Color? MarkerColor = null) =>
        Bar<ValuesType, int>(values, null, Name, MarkerColor: MarkerColor);

    /// <summary>Vertical bars that stack when combined.</summary>
    /// <inheritdoc cref="Column{ValuesType, KeysType}"/>
    public static GenericChart StackedColumn<ValuesType, KeysType>(
        IEnumerable<ValuesType> values, IEnumerable<KeysType>? Keys = null, string? Name = null, bool? ShowLegend = null, Color? MarkerColor = null) =>
        Column(values, Keys, Name, ShowLegend, MarkerColor: MarkerColor).WithLayout(new Layout { BarMode = StyleParam.BarMode.Stack });

    /// <summary>Horizontal bars that stack when combined.</summary>
    /// <inheritdoc cref="Column{ValuesType, KeysType}"/>
    public static GenericChart StackedBar<ValuesType, KeysType>(
        IEnumerable<ValuesType> values, IEnumerable<KeysType>? Keys = null, string? Name = null, bool? ShowLegend = null, Color? MarkerColor = null) =>
        Bar(values, Keys, Name, ShowLegend, MarkerColor: MarkerColor).WithLayout(new Layout { BarMode = StyleParam.BarMode.Stack });

    private static (V[], K[]?) Keyed<V, K>(IEnumerable<V> values, IEnumerable<K>? keys)
    {
        if (keys is null)
            return (values.ToArray(), null);
        var (k, v) = Paired(keys, values, "keys", "values");
        return (v, k);
    }
}
