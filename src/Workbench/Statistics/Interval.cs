namespace Workbench.Statistics;

/// <summary>A closed interval on the real line.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end; not below <paramref name="Low"/>.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>Half of the width.</summary>
    public double HalfWidth => (High - Low) / 2;

    /// <summary>Whether every point of this interval lies in [<paramref name="low"/>, <paramref name="high"/>].</summary>
    public bool Within(double low, double high) => Low >= low && High <= high;
}
