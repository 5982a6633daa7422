using Workbench.Notebook.Scripting.Language;

namespace Workbench.Notebook.Magics;

/// <summary>Language services for the magics of a cell: separates C#, completes and documents magics.</summary>
/// <param name="magics">The magics.</param>
/// <param name="variables">Returns the variables of the session.</param>
/// <param name="folder">The base folder of relative paths.</param>
internal sealed class CellMagics(MagicSet magics, Func<IReadOnlyList<CellVariable>> variables, string folder) : ICellMagics
{
    /// <inheritdoc/>
    public string WithoutMagics(string cell)
    {
        var letters = cell.ToCharArray();
        Blank(letters, cell, 0);
        return SplitDirectives.Blanked(new string(letters));
    }

    /// <inheritdoc/>
    public bool IsOpen(string cell) =>
        magics.Splitter.Split(cell) is [.., MagicPart { Body: null or "" } last] && last.Arguments.EndsWith('\\');

    /// <inheritdoc/>
    public CompletionList? Complete(string cell, int cursor)
    {
        var place = MagicCursor.At(magics, cell, cursor);
        return place is null ? null : new MagicCompletion(magics, variables(), folder).At(place, cursor);
    }

    /// <inheritdoc/>
    public MimeBundle? Inspect(string cell, int cursor) =>
        MagicCursor.At(magics, cell, cursor) is { } place ? MagicHelp.Of(magics, place) : null;

    private void Blank(char[] letters, string code, int offset)
    {
        foreach (var part in magics.Splitter.Split(code).OfType<MagicPart>())
        {
            var isCode = part.Body is not null && magics.Find(part.Name) is { BodyIsCode: true };
            // Text after the name of a code magic is code.
            var end =
                part.Body is null ? part.Start + part.Length
                : isCode ? Math.Max(code.IndexOf(part.Name, part.Start, StringComparison.Ordinal), part.Start) + part.Name.Length
                : code.Length;
            for (var i = part.Start; i < end; i++)
            {
                if (code[i] is not ('\n' or '\r'))
                    letters[offset + i] = ' ';
            }
            if (isCode)
                Blank(letters, part.Body!, offset + code.Length - part.Body!.Length);
        }
    }
}
