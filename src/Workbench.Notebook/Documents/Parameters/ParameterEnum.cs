using Microsoft.CodeAnalysis.CSharp;

namespace Workbench.Notebook.Documents.Parameters;

/// <summary>The values of an enum.</summary>
/// <param name="Names">The names of the values.</param>
/// <param name="IsFlags">Whether values may be combined: "Read, Write".</param>
internal sealed record ParameterEnum(IReadOnlyList<string> Names, bool IsFlags)
{
    /// <summary>The C# expression of a value; null for an unknown name. An exact match precedes a case-insensitive one.</summary>
    /// <param name="text">The name or names.</param>
    /// <param name="type">The enum's name in C#.</param>
    public string? Literal(string text, string type)
    {
        var names = (IsFlags ? text.Split([',', '|'], StringSplitOptions.TrimEntries) : [text.Trim()])
            .Select(one =>
                Names.FirstOrDefault(name => name == one)
                ?? Names.FirstOrDefault(name => name.Equals(one, StringComparison.OrdinalIgnoreCase))
            )
            .ToList();
        return names.Contains(null) ? null : string.Join(" | ", names.Select(name => $"{type}.{Escape(name!)}{name}"));
    }

    private static string Escape(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? "" : "@";

    /// <summary>The allowed values, for error messages.</summary>
    public string Allowed => string.Join(", ", Names) + (IsFlags ? "; several separated by commas" : "");
}
