using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>
/// Completion, inspection, signature help, diagnostics and completeness of cells. Reads the session and never changes it; every member may
/// be called while a cell runs.
/// </summary>
/// <param name="state">Returns the current state of the session.</param>
/// <param name="magics">The magics of cells; null for none.</param>
internal sealed class LanguageService(Func<LanguageState> state, ICellMagics? magics = null)
{
    private readonly CellDocuments _documents = new();

    /// <summary>The completions at the cursor.</summary>
    /// <param name="code">The cell's current text.</param>
    /// <param name="cursor">The cursor's index in the code, in UTF-16 units.</param>
    /// <param name="cancellation">Cancels the request.</param>
    public Task<CompletionList> CompleteAsync(string code, int cursor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(code);
        var at = Math.Clamp(cursor, 0, code.Length);
        return Task.Run(() => CompleteAtAsync(code, at, cancellation), cancellation);
    }

    /// <summary>Signature and documentation of the symbol at the cursor; null when there is none.</summary>
    /// <param name="code">The cell's current text.</param>
    /// <param name="cursor">The cursor's index in the code, in UTF-16 units.</param>
    /// <param name="detail">0: signature and summary; 1: everything.</param>
    /// <param name="cancellation">Cancels the request.</param>
    public Task<MimeBundle?> InspectAsync(string code, int cursor, int detail, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(code);
        var at = Math.Clamp(cursor, 0, code.Length);
        return Task.Run(() => InspectAtAsync(code, at, detail, cancellation), cancellation);
    }

    /// <summary>The call whose argument list contains the cursor; null outside argument lists.</summary>
    /// <param name="code">The cell's current text.</param>
    /// <param name="cursor">The cursor's index in the code, in UTF-16 units.</param>
    /// <param name="cancellation">Cancels the request.</param>
    public Task<SignatureHelp?> SignatureHelpAsync(string code, int cursor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(code);
        var at = Math.Clamp(cursor, 0, code.Length);
        return Task.Run(() => Signatures(code, at, cancellation), cancellation);
    }

    /// <summary>The compiler's diagnostics of the cell, in the order of the code.</summary>
    /// <param name="code">The cell's current text.</param>
    /// <param name="cancellation">Cancels the request.</param>
    public Task<IReadOnlyList<CellDiagnostic>> DiagnoseAsync(string code, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(code);
        return Task.Run(() => Diagnose(code, cancellation), cancellation);
    }

    /// <summary>The help page for a cell of the form <c>name?</c>, <c>?name</c> or <c>name??</c>; null for other cells.</summary>
    /// <exception cref="InvalidInputException">The name is unknown.</exception>
    public async Task<PagePayload?> PageAsync(string code, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(code);
        if (PagerSyntax.Read(code) is not { } request)
            return null;
        var help = await InspectAsync(request.Name, request.Name.Length, request.Detail, cancellation).ConfigureAwait(false);
        return help is not null ? new PagePayload(help) : throw await NothingKnown(request.Name, cancellation).ConfigureAwait(false);
    }

    /// <summary>Whether the code is complete, for front ends that submit on Enter.</summary>
    public Completeness IsComplete(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        // "name?" is complete, though the compiler parses it as an incomplete conditional expression.
        if (PagerSyntax.Read(code) is not null)
            return new Completeness("complete");
        return magics?.IsOpen(code) == true ? CellCompleteness.Open : CellCompleteness.Of(magics?.WithoutMagics(code) ?? code);
    }

    /// <summary>Loads in the background what the first completion needs.</summary>
    public Task WarmUpAsync(CancellationToken cancellation) =>
        Task.Run(
            async () =>
            {
                // One request of each kind: members, unqualified names, a grammar string, documentation.
                foreach (var cell in (string[])["\"\".", "System.Console.", "", "Workbench.Ablation.Study.From(\""])
                    await CompleteAsync(cell, cell.Length, cancellation).ConfigureAwait(false);
                await InspectAsync("string.Concat", "string.Concat".Length, 0, cancellation).ConfigureAwait(false);
            },
            cancellation
        );

    private async Task<InvalidInputException> NothingKnown(string name, CancellationToken cancellation)
    {
        var around = await CompleteAsync(name[..1], 1, cancellation).ConfigureAwait(false);
        return new InvalidInputException(
            "no help is available for this name",
            name,
            "a variable, type, member or magic of this session",
            Configuration.Nearest.Question(name, around.Matches.Select(match => match.Text))
        );
    }

    private async Task<MimeBundle?> InspectAtAsync(string cell, int cursor, int detail, CancellationToken cancellation)
    {
        if (magics?.Inspect(cell, cursor) is { } magic)
            return magic;
        var now = state();
        var bound = _documents.Bind(now, magics?.WithoutMagics(cell) ?? cell, cancellation);
        if (CursorContext.StringAt(bound.Root, cursor) is { } literal)
            return Named(bound, literal, cell, cursor)?.Bundle();
        var known = await CSharpQuickInfo.AtAsync(bound, cursor, cancellation).ConfigureAwait(false);
        if (await SymbolAt.FindAsync(bound, cursor, cancellation).ConfigureAwait(false) is not { } symbol)
            return known?.Page().Bundle();
        var page = new CSharpInspection(bound, now).Page(symbol, detail);
        return (known is null ? page : page with { Sections = [.. page.Sections, .. known.Additions] }).Bundle();
    }

    /// <summary>Help on a name of the configuration grammar in a string.</summary>
    private static HelpPage? Named(CellModel bound, LiteralExpressionSyntax literal, string code, int cursor)
    {
        var (text, end) = (TextStart(literal), NameEnd(code, cursor));
        if (StringNames.At(bound.Model, literal, code[text..cursor]) is not { } names)
            return null;
        var word = code[(text + names.Start)..end];
        var name = names.Names.FirstOrDefault(one => Configuration.Names.Same(one.Text.TrimEnd('='), word));
        return name is null
            ? null
            : new HelpPage(
                [name.Parameters is null ? name.Text : $"{name.Text}  ({name.Parameters})"],
                name.Summary.Length > 0 ? [new HelpSection("", [("", HelpPage.Words(name.Summary))])] : []
            );
    }

    private SignatureHelp? Signatures(string cell, int cursor, CancellationToken cancellation)
    {
        var bound = _documents.Bind(state(), magics?.WithoutMagics(cell) ?? cell, cancellation);
        return CSharpSignatures.At(bound, cursor);
    }

    // A help request ("name?") is not C#.
    private IReadOnlyList<CellDiagnostic> Diagnose(string cell, CancellationToken cancellation)
    {
        if (PagerSyntax.Read(cell) is not null)
            return [];
        var bound = _documents.Bind(state(), magics?.WithoutMagics(cell) ?? cell, cancellation);
        return CSharpDiagnostics.Of(bound, cancellation);
    }

    private async Task<CompletionList> CompleteAtAsync(string cell, int cursor, CancellationToken cancellation)
    {
        if (magics?.Complete(cell, cursor) is { } magic)
            return magic;
        var now = state();
        if (PathNames.At(cell, cursor, now.Folder) is { } paths)
            return paths;
        var code = magics?.WithoutMagics(cell) ?? cell;
        var bound = _documents.Bind(now, code, cancellation);
        if (CursorContext.StringAt(bound.Root, cursor) is { } literal)
            return InString(bound, literal, code, cursor);
        if (AlternativeParse.OfOverride(bound, cursor) is { } separateLine)
            return await ReadAsync(separateLine).ConfigureAwait(false);
        var list = await new CSharpCompletion(bound, cursor, cancellation).MatchesAsync().ConfigureAwait(false);
        return list.Matches.Count == 0 && AlternativeParse.Other(bound, cursor) is { } other
            ? await ReadAsync(other).ConfigureAwait(false)
            : list;

        async Task<CompletionList> ReadAsync(AlternativeParse reading)
        {
            var (read, more) = (_documents.Bind(now, reading.Of(code, cursor), cancellation), reading.Letters.Length);
            var found = await new CSharpCompletion(read, cursor + more, cancellation).MatchesAsync().ConfigureAwait(false);
            return found with { Start = found.Start - more, End = found.End - more };
        }
    }

    private static CompletionList InString(CellModel bound, LiteralExpressionSyntax literal, string code, int cursor)
    {
        var text = TextStart(literal);
        if (StringNames.At(bound.Model, literal, code[text..cursor]) is not { } names)
            return new CompletionList(cursor, cursor, []);
        var start = text + names.Start;
        var candidates = names.Names.Select(
            (name, i) => new Candidate(name.Text, "value", CandidateProximity.Expected, () => name.Parameters) { Order = i }
        );
        return new CompletionList(start, NameEnd(code, cursor), MatchOrder.Of(candidates, code[start..cursor]));
    }

    private static int TextStart(LiteralExpressionSyntax literal) => literal.SpanStart + (literal.Token.Text.StartsWith('@') ? 2 : 1);

    private static int NameEnd(string code, int cursor)
    {
        var end = cursor;
        while (end < code.Length && (char.IsAsciiLetterOrDigit(code[end]) || code[end] is '-' or '_' or '.' or '+'))
            end++;
        return end;
    }
}
