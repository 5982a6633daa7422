using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Workbench.Notebook.Scripting.Errors;

/// <summary>Formats compiler errors: position, id, message, and the source line with the span underlined.</summary>
internal static class CompilationText
{
    private const int Shown = 12;

    /// <summary>The error output of a failed compilation.</summary>
    internal static ErrorOutput Of(ScriptCompilationException exception)
    {
        var diagnostics = exception.Diagnostics;
        var lines = diagnostics.Take(Shown).SelectMany(Lines).ToList();
        if (diagnostics.Length > Shown)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"and {diagnostics.Length - Shown} more errors"));
        return new("CompilationError", string.Join('\n', diagnostics.Take(Shown).Select(Title)), lines);
    }

    private static string Title(Diagnostic one) => $"{Place(one)}error {one.Id}: {one.GetMessage(CultureInfo.InvariantCulture)}";

    private static string Place(Diagnostic one)
    {
        var span = one.Location.GetMappedLineSpan();
        return one.Location.IsInSource
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{span.Path}({span.StartLinePosition.Line + 1},{span.StartLinePosition.Character + 1}): "
            )
            : "";
    }

    private static IEnumerable<string> Lines(Diagnostic one)
    {
        yield return $"{Place(one)}{Ansi.Red($"error {one.Id}")}: {one.GetMessage(CultureInfo.InvariantCulture)}";
        if (one.Location is not { IsInSource: true, SourceTree: { } tree })
            yield break;
        var span = one.Location.GetLineSpan();
        var line = tree.GetText().Lines[span.StartLinePosition.Line].ToString();
        var from = Math.Min(span.StartLinePosition.Character, line.Length);
        var to = span.EndLinePosition.Line == span.StartLinePosition.Line ? span.EndLinePosition.Character : line.Length;
        yield return "    " + Spaced(line);
        // Expands tabs like the line above.
        yield return "    "
            + new string(' ', Spaced(line[..from]).Length)
            + Ansi.Green("^" + new string('~', Math.Max(0, Spaced(line[from..Math.Clamp(to, from, line.Length)]).Length - 1)));
        if (Hint(one, tree) is { } hint)
            yield return "    " + hint;
    }

    /// <summary>A hint for errors whose compiler message is misleading in cells; null for all others.</summary>
    private static string? Hint(Diagnostic one, SyntaxTree tree) =>
        one.Id == "CS7021"
            ? tree.FilePath.EndsWith(".cs", StringComparison.OrdinalIgnoreCase)
                ? $"#load supports only scripts; #!import {Path.GetFileName(tree.FilePath)} supports C# files with namespaces."
                : "Cells and scripts cannot declare namespaces: put the code into a .cs file and #!import the file."
            : one.Id == "CS0120"
            && tree.GetRoot().FindNode(one.Location.SourceSpan).FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type
                ? $"The variables of cells are not accessible in {type.Identifier.Text}: pass the value by a property, or "
                    + $"make the variable const or static readonly."
                : null;

    private static string Spaced(string text) => text.Replace("\t", "    ", StringComparison.Ordinal);
}
