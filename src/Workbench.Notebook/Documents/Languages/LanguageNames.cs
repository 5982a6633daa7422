namespace Workbench.Notebook.Documents.Languages;

/// <summary>Languages by the names that kernels, editors and magics use.</summary>
internal static class LanguageNames
{
    public const string CSharp = "C#";

    private static readonly IReadOnlyDictionary<string, string> ByName = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["csharp"] = CSharp,
        ["c#"] = CSharp,
        ["cs"] = CSharp,
        ["workbench"] = CSharp,
        [".net-csharp"] = CSharp,
        ["csx"] = CSharp,
        ["fsharp"] = "F#",
        ["f#"] = "F#",
        ["fs"] = "F#",
        [".net-fsharp"] = "F#",
        ["pwsh"] = "PowerShell",
        ["powershell"] = "PowerShell",
        [".net-powershell"] = "PowerShell",
        [".net-pwsh"] = "PowerShell",
        ["html"] = "HTML",
        ["markdown"] = "Markdown",
        ["md"] = "Markdown",
        ["javascript"] = "JavaScript",
        ["js"] = "JavaScript",
        ["typescript"] = "TypeScript",
        ["python"] = "Python",
        ["python2"] = "Python",
        ["python3"] = "Python",
        ["ipython"] = "Python",
        ["ipython3"] = "Python",
        ["pypy"] = "Python",
        ["cython"] = "Cython",
        ["r"] = "R",
        ["ir"] = "R",
        ["julia"] = "Julia",
        ["sql"] = "SQL",
        ["kql"] = "KQL",
        ["kusto"] = "KQL",
        ["http"] = "HTTP",
        ["mermaid"] = "Mermaid",
        ["bash"] = "Bash",
        ["sh"] = "a shell",
        ["shell"] = "a shell",
        ["shellscript"] = "a shell",
        ["cmd"] = "a shell",
        ["script"] = "a script",
        ["perl"] = "Perl",
        ["ruby"] = "Ruby",
        ["scala"] = "Scala",
        ["java"] = "Java",
        ["kotlin"] = "Kotlin",
        ["go"] = "Go",
        ["gophernotes"] = "Go",
        ["rust"] = "Rust",
        ["cpp"] = "C++",
        ["c++"] = "C++",
        ["c"] = "C",
        ["octave"] = "Octave",
        ["matlab"] = "MATLAB",
        ["sas"] = "SAS",
        ["stata"] = "Stata",
        ["haskell"] = "Haskell",
        ["lua"] = "Lua",
        ["latex"] = "LaTeX",
        ["tex"] = "LaTeX",
        ["value"] = "a value",
        ["visualbasic"] = "Visual Basic",
        ["vb"] = "Visual Basic",
    };

    // Kernels whose names end in a version: julia-1.10, xcpp17.
    private static readonly (string Start, string Language)[] ByStart =
    [
        ("julia-", "Julia"),
        ("python3.", "Python"),
        ("xpython", "Python"),
        ("xcpp", "C++"),
    ];

    // Names that the Polyglot extension and editors write for a cell or notebook in the language of its kernel.
    private static readonly HashSet<string> Neutral = new(StringComparer.OrdinalIgnoreCase)
    {
        "polyglot-notebook",
        "dotnet-interactive",
        "plaintext",
        "",
    };

    /// <summary>The magic for a language that is shown and not run (HTML, Markdown, JavaScript); null for all others.</summary>
    public static string? MagicOf(string? name) =>
        Known(name) is { } language and ("HTML" or "Markdown" or "JavaScript") ? language.ToLowerInvariant() : null;

    private const string Prefix = "dotnet-interactive.";

    /// <summary>The language of a name; null when the name is unknown or neutral.</summary>
    public static string? Known(string? name)
    {
        var bare = Bare(name);
        if (bare is null)
            return null;
        return ByName.GetValueOrDefault(bare)
            ?? ByStart.FirstOrDefault(one => bare.StartsWith(one.Start, StringComparison.OrdinalIgnoreCase)).Language;
    }

    /// <summary>The language of a name, or the name itself when unknown; null for neutral names.</summary>
    public static string? Of(string? name) => Known(name) ?? Bare(name);

    /// <summary>A name without .NET Interactive's prefix; null for neutral names, which mean the kernel's language.</summary>
    public static string? Bare(string? name)
    {
        if (name is null || Neutral.Contains(name.Trim()))
            return null;
        var bare = name.Trim();
        return bare.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? bare[Prefix.Length..] : bare;
    }
}
