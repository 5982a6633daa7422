namespace Workbench.Notebook.Documents.Running;

/// <summary>The tags that the runner obeys: nbclient's, papermill's and nbval's names.</summary>
internal static class CellTags
{
    public const string Parameters = "parameters";
    public const string InjectedParameters = "injected-parameters";

    /// <summary>Not run; what is stored stays.</summary>
    public static bool Skips(NotebookCell cell, bool checking) =>
        Has(cell, "skip-execution") || checking && (Has(cell, "nbval-skip") || HasMarker(cell, "NBVAL_SKIP"));

    /// <summary>An error is no failure.</summary>
    public static bool MayFail(NotebookCell cell) =>
        Has(cell, "raises-exception") || Has(cell, "nbval-raises-exception") || HasMarker(cell, "NBVAL_RAISES_EXCEPTION");

    /// <summary>Outputs are not compared.</summary>
    public static bool Ignores(NotebookCell cell) => Has(cell, "nbval-ignore-output") || HasMarker(cell, "NBVAL_IGNORE_OUTPUT");

    /// <summary>Outputs are compared even where only marked cells are.</summary>
    public static bool Checks(NotebookCell cell) => Has(cell, "nbval-check-output") || HasMarker(cell, "NBVAL_CHECK_OUTPUT");

    public static bool Has(NotebookCell cell, string tag) => cell.Tags.Contains(tag);

    /// <summary>nbval's comments, a line of their own: <c># NBVAL_SKIP</c>, in C# <c>// NBVAL_SKIP</c>.</summary>
    private static bool HasMarker(NotebookCell cell, string word) =>
        cell
            .Source.Split('\n')
            .Any(line =>
                line.Trim() is { } text && text.EndsWith(word, StringComparison.Ordinal) && text[..^word.Length].Trim() is ("#" or "//")
            );
}
