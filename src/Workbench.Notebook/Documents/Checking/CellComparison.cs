namespace Workbench.Notebook.Documents.Checking;

/// <summary>How a cell's outputs were compared with the stored ones.</summary>
/// <param name="NotCompared">Why they were not; null when they were.</param>
/// <param name="Masked">Where they differ and that is no difference; empty where they agree to the letter, or within the tolerance.</param>
public sealed record CellComparison(string? NotCompared, IReadOnlyList<MaskedValue> Masked);

/// <summary>Something that differs between two good runs, and was passed over.</summary>
/// <param name="Rule">Why: a rule of ours, or a pattern of --sanitize-with.</param>
/// <param name="Stored">What is stored.</param>
/// <param name="Fresh">What it is now.</param>
public sealed record MaskedValue(string Rule, string Stored, string Fresh)
{
    /// <summary>"time of a study: 69 s, now 70 s".</summary>
    public override string ToString() => $"{Rule}: {Named(Stored)}, now {Named(Fresh)}";

    private static string Named(string value) => value.Length == 0 ? "nothing" : value;
}
