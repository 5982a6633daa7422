using System.Text.RegularExpressions;

namespace Workbench.Notebook.Magics;

/// <summary>The position of the cursor in a magic.</summary>
/// <param name="Name">The magic's name, up to the cursor when the cursor is on the name.</param>
/// <param name="NameStart">The start of the mark, in UTF-16 units of the cell.</param>
/// <param name="Mark">The mark: "#!", "%", "%%".</param>
/// <param name="Arguments">The text between the name and the cursor, with line continuations as spaces; null when the cursor is on the
/// name.</param>
/// <param name="Tail">The rest of the word at the cursor.</param>
internal sealed partial record MagicCursor(string Name, int NameStart, string Mark, string? Arguments, string Tail)
{
    /// <summary>The position of the cursor; null when the cursor is not on a magic.</summary>
    public static MagicCursor? At(MagicSet magics, string cell, int cursor)
    {
        var lineStart = cell.LastIndexOf('\n', Math.Max(0, cursor - 1), Math.Max(0, cursor)) + 1;
        if (Beginning().Match(cell[lineStart..cursor]) is { Success: true } beginning)
        {
            // A mark without a name is not a magic: try with a valid name.
            var probe = cell[..cursor] + (beginning.Groups["name"].Length == 0 ? "lsmagic" : "");
            return PartAt(magics, probe, cursor) is { } found && found.Part.Line + found.Line == probe.AsSpan().Count('\n')
                ? new MagicCursor(
                    beginning.Groups["name"].Value,
                    lineStart + beginning.Groups["mark"].Index,
                    beginning.Groups["mark"].Value,
                    null,
                    Word(cell, cursor)
                )
                : null;
        }
        if (PartAt(magics, cell, cursor) is not var (part, offset, _))
            return null;
        var start = offset + part.Start;
        var head = Head().Match(cell, start);
        var from = head.Index + head.Length;
        // The rest of a code magic's line is code.
        return from > cursor || magics.Find(part.Name) is { BodyIsCode: true }
            ? null
            : new MagicCursor(
                part.Name,
                start,
                head.Groups["mark"].Value,
                Continuation().Replace(cell[from..cursor], found => new string(' ', found.Length)),
                Word(cell, cursor)
            );
    }

    private static (MagicPart Part, int Offset, int Line)? PartAt(MagicSet magics, string cell, int cursor)
    {
        var (code, offset, line) = (cell, 0, 0);
        while (true)
        {
            var parts = magics.Splitter.Split(code).OfType<MagicPart>().ToList();
            if (parts.FirstOrDefault(part => offset + part.Start <= cursor && cursor <= offset + part.Start + part.Length) is { } found)
                return (found, offset, line);
            if (parts is not [.., { Body: { } body } last] || magics.Find(last.Name) is not { BodyIsCode: true })
                return null;
            offset += code.Length - body.Length;
            line += last.BodyLine;
            code = body;
        }
    }

    private static string Word(string cell, int cursor)
    {
        var end = cursor;
        while (end < cell.Length && !char.IsWhiteSpace(cell[end]))
            end++;
        return cell[cursor..end];
    }

    [GeneratedRegex(@"^[ \t]*(?<mark>\#!|%%?)(?<name>[A-Za-z0-9_-]*)$")]
    private static partial Regex Beginning();

    [GeneratedRegex(@"\G[ \t]*(?<mark>\#!|%%?)[A-Za-z0-9_-]+")]
    private static partial Regex Head();

    [GeneratedRegex(@"\\\r?\n")]
    private static partial Regex Continuation();
}
