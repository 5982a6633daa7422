namespace Workbench.Configuration;

/// <summary>
/// Marks the parameter that an argument without a key sets, as in <c>gqa:2</c>. In a record without this attribute, the first parameter of
/// the constructor is positional.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PositionalAttribute : Attribute;

/// <summary>
/// Marks a field that was added after runs had been recorded. At the given value the field is left out of
/// <see cref="ConfigTree.Identity"/>, so that the identities of older runs stay valid.
/// </summary>
/// <param name="value">The default that the field was introduced with.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class IntroducedWithAttribute(object? value) : Attribute
{
    /// <summary>The default that the field was introduced with.</summary>
    public object? Value { get; } = value;
}

/// <summary>
/// Marks a field that cannot change a result, such as the interval between checkpoints. It is never part of
/// <see cref="ConfigTree.Identity"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotInIdentityAttribute : Attribute;

/// <summary>The allowed range of a number, checked by <see cref="ConfigTree.Validate"/>. NaN and infinities are never allowed.</summary>
/// <param name="minimum">The smallest value.</param>
/// <param name="maximum">The largest value.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InRangeAttribute(double minimum, double maximum = double.PositiveInfinity) : Attribute
{
    /// <summary>The smallest value.</summary>
    public double Minimum { get; } = minimum;

    /// <summary>The largest value.</summary>
    public double Maximum { get; } = maximum;

    /// <summary>Whether the minimum itself is excluded. Default: false.</summary>
    public bool Above { get; init; }

    /// <summary>Whether the maximum itself is excluded. Default: false.</summary>
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
