using System.Text.Json.Serialization;
using Workbench.Configuration;

namespace Workbench.Ablation.Search;

/// <summary>Which combinations of the axes' values a study has as its cells.</summary>
[VariantFamily("search")]
[JsonDerivedType(typeof(Grid), "grid")]
[JsonDerivedType(typeof(OneAtATime), "one-at-a-time")]
[JsonDerivedType(typeof(RandomCells), "random")]
[JsonDerivedType(typeof(Halving), "halving")]
public abstract record SearchConfig
{
    /// <summary>The number of cells.</summary>
    /// <param name="axes">The axes.</param>
    public abstract long Count(IReadOnlyList<Axis> axes);

    /// <summary>The cells: one value for each axis, in the order of the axes; the baseline is among them.</summary>
    /// <param name="axes">The axes.</param>
    /// <param name="baseline">The baseline's values.</param>
    public abstract IReadOnlyList<IReadOnlyList<AxisValue>> Choose(IReadOnlyList<Axis> axes, IReadOnlyList<AxisValue> baseline);

    /// <summary>The number of combinations of all values; <see cref="long.MaxValue"/> where it is larger.</summary>
    internal static long Combinations(IReadOnlyList<Axis> axes) =>
        axes.Aggregate(1L, (count, axis) => count > long.MaxValue / axis.Values.Count ? long.MaxValue : count * axis.Values.Count);
}
