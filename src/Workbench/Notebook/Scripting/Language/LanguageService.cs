using Microsoft.CodeAnalysis.CSharp;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>
/// Completion, inspection and completeness of C# cells. It reads the chain of submissions and never changes it; every member may be called while a cell runs.
/// </summary>
/// <param name="state">The session as it is now.</param>
/// <param name="magics">The magics of cells; null when there are none.</param>
internal sealed class LanguageService(Func<LanguageState> state, ICellMagics? magics = null)
{
    /// <summary>What may stand at the cursor.</summary>
    /// <param name="code">The cell as written so far.</param>
    /// <param name="cursor">In UTF-16 units.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<CompletionList> CompleteAsync(string code, int cursor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(code);
        var at = Math.Clamp(cursor, 0, code.Length);
        return Task.Run(() => Complete(code, at, cancellation), cancellation);
    }

    /// <summary>Signature and documentation of what stands at the cursor; null when nothing is known.</summary>
    /// <param name="code">The cell as written so far.</param>
    /// <param name="cursor">In UTF-16 units.</param>
    /// <param name="detail">0: signature and summary; 1: everything.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<MimeBundle?> InspectAsync(string code, int cursor, int detail, CancellationToken cancellation) =>
        throw new InvalidOperationException();

    /// <summary>The help that a cell asks for: <c>name?</c>, <c>?name</c>, <c>name??</c>; null when the cell is none of these.</summary>
    /// <exception cref="InvalidInputException">Nothing is known of the name.</exception>
    public Task<PagePayload?> PageAsync(string code, CancellationToken cancellation) => throw new InvalidOperationException();

    /// <summary>Whether the code can run as it is.</summary>
    public Completeness IsComplete(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        return CellCompleteness.Of(magics?.WithoutMagics(code) ?? code);
    }

    /// <summary>Does in the background what the first completion would otherwise wait for. Returns at once.</summary>
    public void WarmUp(CancellationToken cancellation) => throw new InvalidOperationException();

    private CompletionList Complete(string cell, int cursor, CancellationToken cancellation)
    {
        if (magics?.Complete(cell, cursor) is { } magic)
            return magic;
        var now = state();
        if (PathNames.At(cell, cursor, now.Folder) is { } paths)
            return paths;
        var code = magics?.WithoutMagics(cell) ?? cell;
        using var bound = CellModel.Bind(now, code, cancellation);
        if (Place.StringAt(bound.Root, cursor) is { } literal)
            return InString(bound, literal, code, cursor);
        if (Place.IsText(bound.Root, cursor))
            return new CompletionList(cursor, cursor, []);
        var place = Place.At(bound.Root, code, cursor);
        return new CompletionList(place.Start, place.End, MatchOrder.Of(CSharpCompletion.At(bound, place, cancellation), place.Prefix));
    }

    private static CompletionList InString(CellModel bound, Microsoft.CodeAnalysis.CSharp.Syntax.LiteralExpressionSyntax literal, string code, int cursor)
    {
        var text = literal.SpanStart + (literal.Token.Text.StartsWith('@') ? 2 : 1);
        if (StringNames.At(bound.Model, literal, code[text..cursor]) is not { } names)
            return new CompletionList(cursor, cursor, []);
        var (start, end) = (text + names.Start, cursor);
        while (end < code.Length && (char.IsAsciiLetterOrDigit(code[end]) || code[end] is '-' or '_' or '.' or '+'))
            end++;
        var candidates = names.Names.Select((name, i) => new Candidate(name.Text, "value", Nearness.Expected, () => name.Parameters) { Order = i });
        return new CompletionList(start, end, MatchOrder.Of(candidates, code[start..cursor]));
    }
}
