namespace Workbench.Notebook.Documents.Checking;

/// <summary>The result of comparing a cell's outputs with the stored ones.</summary>
/// <param name="NotCompared">Why the outputs were not compared; null when they were.</param>
/// <param name="Masked">Differences that a mask rule ignored; empty when the outputs agree exactly or within the tolerance.</param>
public sealed record CellComparison(string? NotCompared, IReadOnlyList<MaskedValue> Masked);

/// <summary>A difference that was ignored because it occurs between correct runs too.</summary>
/// <param name="Rule">The built-in rule, or the pattern of --sanitize-with.</param>
/// <param name="Stored">The stored value.</param>
/// <param name="Fresh">The value of this run.</param>
public sealed record MaskedValue(string Rule, string Stored, string Fresh)
{
    /// <summary>"time of a study: 69 s, now 70 s".</summary>
    public override string ToString() => $"{Rule}: {Named(Stored)}, now {Named(Fresh)}";

    private static string Named(string value) => value.Length == 0 ? "nothing" : value;
}
