namespace Workbench.Notebook.Documents.Formats;

/// <summary>The names that begin a cell in a <c>.dib</c>: .NET Interactive's kernels and their aliases.</summary>
internal static class DibLanguages
{
    /// <summary>Kernel names by alias.</summary>
    private static readonly IReadOnlyDictionary<string, string> Aliases = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["c#"] = "csharp",
        ["C#"] = "csharp",
        ["cs"] = "csharp",
        ["workbench"] = "csharp",
        ["f#"] = "fsharp",
        ["F#"] = "fsharp",
        ["fs"] = "fsharp",
        ["powershell"] = "pwsh",
        ["js"] = "javascript",
        ["md"] = "markdown",
    };

    private static readonly HashSet<string> Known =
    [
        "csharp",
        "fsharp",
        "pwsh",
        "javascript",
        "html",
        "markdown",
        "mermaid",
        "sql",
        "kql",
        "http",
        "value",
        "raw",
        "python",
        "r",
    ];

    /// <summary>The language of the cell that a line begins; null for every other line, magics included.</summary>
    /// <param name="line">The line.</param>
    /// <param name="more">Kernel names that the file's <c>#!meta</c> block declares.</param>
    public static string? Begun(string line, IReadOnlySet<string> more)
    {
        if (!line.StartsWith("#!", StringComparison.Ordinal))
            return null;
        var word = line[2..].TrimEnd();
        var name = Aliases.GetValueOrDefault(word, word);
        return Known.Contains(name) || more.Contains(name) ? name : null;
    }

    /// <summary>Whether a language is C#.</summary>
    public static bool IsCSharp(string language) => Aliases.GetValueOrDefault(language, language) == "csharp";
}
