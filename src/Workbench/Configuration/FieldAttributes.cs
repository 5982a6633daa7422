namespace Workbench.Configuration;

/// <summary>
/// The parameter that an argument without a key sets: <c>gqa:2</c>. Without it, the first parameter of the record's constructor.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PositionalAttribute : Attribute;

/// <summary>
/// A field added after runs were recorded: at this value it is left out of <see cref="ConfigTree.Identity"/>, so that older identities
/// hold.
/// </summary>
/// <param name="value">The default that the field was introduced with.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class IntroducedWithAttribute(object? value) : Attribute
{
    /// <summary>The default that the field was introduced with.</summary>
    public object? Value { get; } = value;
}

/// <summary>A field that cannot change a result (how often progress is saved): never part of <see cref="ConfigTree.Identity"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotInIdentityAttribute : Attribute;

/// <summary>The values a number may have; checked by <see cref="ConfigTree.Validate"/>. NaN is never inside.</summary>
/// <param name="minimum">The smallest value.</param>
/// <param name="maximum">The largest value.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InRangeAttribute(double minimum, double maximum = double.PositiveInfinity) : Attribute
{
    /// <summary>The smallest value.</summary>
    public double Minimum { get; } = minimum;

    /// <summary>The largest value.</summary>
    public double Maximum { get; } = maximum;

    /// <summary>The minimum itself is not allowed. Default: false.</summary>
    public bool Above { get; init; }

    /// <summary>The maximum itself is not allowed. Default: false.</summary>
    public bool Below { get; init; }

    /// <summary>Whether a value is allowed.</summary>
    public bool Contains(double value) =>
        (Above ? value > Minimum : value >= Minimum) && (Below ? value < Maximum : value <= Maximum) && !double.IsInfinity(value);

    /// <summary>The range in words: "at least 1", "at least 0 and below 1".</summary>
    public override string ToString()
    {
        var low = double.IsNegativeInfinity(Minimum) ? null : (Above ? "above " : "at least ") + ScalarText.Number(Minimum);
        var high = double.IsPositiveInfinity(Maximum) ? null : (Below ? "below " : "at most ") + ScalarText.Number(Maximum);
        return string.Join(" and ", new[] { low, high }.OfType<string>()) is { Length: > 0 } text ? text : "a finite number";
    }
}
