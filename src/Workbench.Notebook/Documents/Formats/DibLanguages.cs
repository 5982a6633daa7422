namespace Workbench.Notebook.Documents.Formats;

/// <summary>The words that begin a cell in a <c>.dib</c>: .NET Interactive's kernels and their other names.</summary>
internal static class DibLanguages
{
    /// <summary>Other names, by name.</summary>
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

    /// <summary>The language that a line begins; null when it is an ordinary line, a magic perhaps.</summary>
    /// <param name="line">The line.</param>
    /// <param name="more">Names that the file's own <c>#!meta</c> adds.</param>
    public static string? Begun(string line, IReadOnlySet<string> more)
    {
        if (!line.StartsWith("#!", StringComparison.Ordinal))
            return null;
        var word = line[2..].TrimEnd();
        var name = Aliases.GetValueOrDefault(word, word);
        return Known.Contains(name) || more.Contains(name) ? name : null;
    }

    /// <summary>Whether a language is ours.</summary>
    public static bool IsCSharp(string language) => Aliases.GetValueOrDefault(language, language) == "csharp";
}
