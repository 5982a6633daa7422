namespace Workbench.Notebook.Documents.Running;

/// <summary>The cell tags of nbclient, papermill and nbval that the runner supports.</summary>
internal static class CellTags
{
    public const string Parameters = "parameters";
    public const string InjectedParameters = "injected-parameters";

    /// <summary>Whether the cell is not run and keeps its stored outputs.</summary>
    public static bool Skips(NotebookCell cell, bool checking) =>
        Has(cell, "skip-execution") || checking && (Has(cell, "nbval-skip") || HasMarker(cell, "NBVAL_SKIP"));

    /// <summary>Whether an error of the cell does not count as a failure.</summary>
    public static bool MayFail(NotebookCell cell) =>
        Has(cell, "raises-exception") || Has(cell, "nbval-raises-exception") || HasMarker(cell, "NBVAL_RAISES_EXCEPTION");

    /// <summary>Whether the cell's outputs are not compared.</summary>
    public static bool Ignores(NotebookCell cell) => Has(cell, "nbval-ignore-output") || HasMarker(cell, "NBVAL_IGNORE_OUTPUT");

    /// <summary>Whether the cell's outputs are compared with --lax too.</summary>
    public static bool Checks(NotebookCell cell) => Has(cell, "nbval-check-output") || HasMarker(cell, "NBVAL_CHECK_OUTPUT");

    public static bool Has(NotebookCell cell, string tag) => cell.Tags.Contains(tag);

    /// <summary>Whether a line is an nbval marker comment: <c># NBVAL_SKIP</c>, or <c>// NBVAL_SKIP</c> in C#.</summary>
    private static bool HasMarker(NotebookCell cell, string word) =>
        cell
            .Source.Split('\n')
            .Any(line =>
                line.Trim() is { } text && text.EndsWith(word, StringComparison.Ordinal) && text[..^word.Length].Trim() is ("#" or "//")
            );
}
