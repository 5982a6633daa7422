using System.Text.Json.Serialization;

namespace Workbench.Experiments.Measures;

/// <summary>The values of a measure.</summary>
public sealed record Measurement
{
    /// <summary>The measure's name: "initial-gradients".</summary>
    public required string Name { get; init; }

    /// <summary>What was measured, with its unit.</summary>
    public required string Quantity { get; init; }

    /// <summary>What varies within a series: "layers", "tokens".</summary>
    public required string Size { get; init; }

    /// <summary>Whether the values are times, which are not compared with later ones.</summary>
    public required bool Timed { get; init; }

    /// <summary>The values, a series for each value of the study's first axis.</summary>
    public required IReadOnlyList<MeasuredSeries> Series { get; init; }

    /// <summary>The trend of a series, with an interval that holds for all series of the measure at once (Bonferroni).</summary>
    /// <param name="series">The series' label.</param>
    /// <returns>Null without such a series, or below two sizes or replicates.</returns>
    public Trend? TrendOf(string series) =>
        Series.FirstOrDefault(one => one.Label == series) is { } found ? Trend.Of(found.Points, 1 - (0.05 / Series.Count)) : null;
}

/// <summary>The values of one model at several sizes.</summary>
/// <param name="Label">The value of the study's first axis.</param>
/// <param name="Points">The values by size, ascending.</param>
public sealed record MeasuredSeries(string Label, IReadOnlyList<MeasuredPoint> Points)
{
    /// <summary>The size at which the mean passes 1, for ratios: interpolated between logarithms. Null where it does not.</summary>
    [JsonIgnore]
    public double? Crossing =>
        Points
            .Zip(Points.Skip(1))
            .Select(pair => (Low: pair.First, High: pair.Second, From: Math.Log(pair.First.Mean), To: Math.Log(pair.Second.Mean)))
            .Where(one => one.From < 0 != one.To < 0)
            .Select(one => (double?)(one.Low.Size * Math.Pow(one.High.Size / one.Low.Size, one.From / (one.From - one.To))))
            .FirstOrDefault();
}

/// <summary>The values at one size.</summary>
/// <param name="Label">The size in words: "8 x 512".</param>
/// <param name="Size">The size as a number.</param>
/// <param name="Values">One value for each replicate.</param>
public sealed record MeasuredPoint(string Label, double Size, IReadOnlyList<double> Values)
{
    /// <summary>The geometric mean: values are positive, and trends are those of logarithms.</summary>
    [JsonIgnore]
    public double Mean => Math.Exp(Values.Average(Math.Log));
}
