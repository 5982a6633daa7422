namespace Workbench.Notebook.Documents;

/// <summary>The file formats of notebooks.</summary>
public enum DocumentFormat
{
    /// <summary>Jupyter's JSON, nbformat 4.</summary>
    Ipynb,

    /// <summary>Polyglot Notebooks' text: cells begin with <c>#!csharp</c>, <c>#!markdown</c> and the like.</summary>
    Dib,

    /// <summary>A C# script: one cell, or several cells that begin with <c>// %%</c>.</summary>
    Csx,
}

/// <summary>Formats by file name.</summary>
internal static class DocumentFormats
{
    private static readonly IReadOnlyDictionary<string, DocumentFormat> ByExtension = new Dictionary<string, DocumentFormat>(
        StringComparer.OrdinalIgnoreCase
    )
    {
        [".ipynb"] = DocumentFormat.Ipynb,
        [".dib"] = DocumentFormat.Dib,
        [".csx"] = DocumentFormat.Csx,
    };

    /// <summary>The format of a path, by its extension.</summary>
    /// <exception cref="InvalidInputException">The extension is unknown.</exception>
    public static DocumentFormat Of(string path) =>
        ByExtension.TryGetValue(Path.GetExtension(path), out var format)
            ? format
            : throw new InvalidInputException(
                "unknown notebook extension",
                Path.GetFileName(path),
                string.Join(", ", ByExtension.Keys),
                null,
                path
            );
}
