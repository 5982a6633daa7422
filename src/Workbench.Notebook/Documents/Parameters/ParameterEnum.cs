using Microsoft.CodeAnalysis.CSharp;

namespace Workbench.Notebook.Documents.Parameters;

/// <summary>The values of an enum.</summary>
/// <param name="Names">Their names, as declared.</param>
/// <param name="IsFlags">Whether several may be given: "Read, Write".</param>
internal sealed record ParameterEnum(IReadOnlyList<string> Names, bool IsFlags)
{
    /// <summary>The C# of a value; null when there is none of that name. Upper and lower case are one, unless the enum has both.</summary>
    /// <param name="text">As written.</param>
    /// <param name="type">The enum's name in code.</param>
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

    /// <summary>What may be given.</summary>
    public string Allowed => string.Join(", ", Names) + (IsFlags ? "; several with commas between" : "");
}
