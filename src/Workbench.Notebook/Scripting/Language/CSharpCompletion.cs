using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Completion;
using Microsoft.CodeAnalysis.Recommendations;
using Microsoft.CodeAnalysis.Tags;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>
/// C# completions by Roslyn. Notebook front ends can only replace the word at the cursor, so completions with larger edits are omitted, and
/// an override is offered by its signature.
/// </summary>
/// <param name="cell">The cell.</param>
/// <param name="cursor">The position of the cursor.</param>
/// <param name="cancellation">Cancels the request.</param>
internal sealed class CSharpCompletion(CellModel cell, int cursor, CancellationToken cancellation)
{
    // Roslyn's tags of obsolete items and of items of the expected type, which have no public constants.
    private const string Deprecated = "Deprecated";
    private const string FitsType = "TargetTypeMatch";

    // Prefixes of the type in a description.
    private static readonly string[] Marks = ["[deprecated]", "(parameter)", "(field)", "(constant)"];

    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        [WellKnownTags.Parameter] = "param",
        [WellKnownTags.Local] = "variable",
        [WellKnownTags.RangeVariable] = "variable",
        [WellKnownTags.Structure] = "struct",
        [WellKnownTags.EnumMember] = "enumMember",
        [WellKnownTags.TypeParameter] = "typeParameter",
        [WellKnownTags.Namespace] = "module",
        [WellKnownTags.Delegate] = "class",
        [WellKnownTags.ExtensionMethod] = "method",
        [WellKnownTags.Intrinsic] = "keyword",
    };

    private readonly CompletionService _service = CompletionService.GetService(cell.Document)!;

    /// <summary>The matches, best first.</summary>
    public async Task<CompletionList> MatchesAsync()
    {
        // Finds the symbols in parallel.
        var recommended = Task.Run(
            () => Recommender.GetRecommendedSymbolsAtPositionAsync(cell.Document, cursor, cancellationToken: cancellation),
            cancellation
        );
        var found = await _service.GetCompletionsAsync(cell.Document, cursor, cancellationToken: cancellation).ConfigureAwait(false);
        if (found.ItemsList.Count == 0)
            return new CompletionList(cursor, cursor, []);
        var start = found.Span.Start;
        var typed = cell.Code[start..cursor];
        var known = (await recommended.ConfigureAwait(false)).ToLookup(static symbol => (symbol.Name, symbol.Kind));
        var candidates = new List<Candidate>();
        foreach (var item in found.ItemsList.Where(item => MatchOrder.Matches(item.FilterText, typed)))
        {
            var text = item.IsComplexTextEdit ? await OverrideAsync(item, start).ConfigureAwait(false) : Text(item);
            if (text is not null)
                candidates.Add(await CandidateAsync(item, text, SymbolOf(item, known)).ConfigureAwait(false));
        }
        return new CompletionList(start, Math.Max(cursor, found.Span.End), MatchOrder.Of(candidates, typed));
    }

    private async Task<Candidate> CandidateAsync(CompletionItem item, string text, ISymbol? symbol)
    {
        var described = symbol is null && IsMember(item) ? await TypeAsync(item).ConfigureAwait(false) : null;
        return new Candidate(
            text,
            Kind(item, symbol),
            NearnessOf(item, symbol),
            () => symbol is null ? described : SymbolText.Signature(symbol)
        )
        {
            FilterText = item.FilterText,
            SortText = item.SortText,
            Order = OrderOf(item),
        };
    }

    private static string Text(CompletionItem item) =>
        item.Properties.TryGetValue("InsertionText", out var text) ? text
        : item.DisplayTextSuffix == ":" ? item.DisplayText + ":"
        : item.DisplayText;

    /// <summary>
    /// The signature of an override: "double Area(int digits) => ", or the part from the name on when the type is already there. Null for
    /// every other complex edit.
    /// </summary>
    private async Task<string?> OverrideAsync(CompletionItem item, int start)
    {
        const string Word = "override";
        if (!item.Properties.TryGetValue("Modifiers", out var modifiers) || !modifiers.Contains(Word, StringComparison.OrdinalIgnoreCase))
            return null;
        // The edit omits text that is already there, so the member is read from the changed cell.
        var change = (await _service.GetChangeAsync(cell.Document, item, cancellationToken: cancellation).ConfigureAwait(false)).TextChange;
        var changed = $"{cell.Code.AsSpan(0, change.Span.Start)}{change.NewText}";
        var member = changed[(changed.LastIndexOf(Word + " ", StringComparison.Ordinal) + Word.Length + 1)..];
        var head = member.Split("=>")[0].Split('\n', '\r', '{')[0].Trim();
        var isTyped = !cell.Code.AsSpan(0, start).TrimEnd().EndsWith(Word, StringComparison.Ordinal);
        return $"{(isTyped ? head[Math.Max(0, head.Split('(')[0].LastIndexOf(item.FilterText, StringComparison.Ordinal))..] : head)} => ";
    }

    private static bool IsMember(CompletionItem item) =>
        item.Tags is [WellKnownTags.Parameter or WellKnownTags.Property or WellKnownTags.Field, ..];

    /// <summary>The type in a description: "bool" in "(parameter) bool loud".</summary>
    private async Task<string?> TypeAsync(CompletionItem item)
    {
        var description = await _service.GetDescriptionAsync(cell.Document, item, cancellation).ConfigureAwait(false);
        if (description is null)
            return null;
        var words = description
            .TaggedParts.TakeWhile(part => part.Tag is not (TextTags.Parameter or TextTags.Property or TextTags.Field))
            .ToList();
        var type = string.Concat(words.Take(words.FindLastIndex(part => part.Tag == TextTags.Space)).Select(part => part.Text));
        foreach (var mark in Marks)
            type = type.StartsWith(mark, StringComparison.Ordinal) ? type[mark.Length..].TrimStart() : type;
        return type;
    }

    private static ISymbol? SymbolOf(CompletionItem item, ILookup<(string, SymbolKind), ISymbol> known) =>
        item.Properties.TryGetValue("SymbolName", out var name)
        && item.Properties.TryGetValue("SymbolKind", out var kind)
        && int.TryParse(kind, CultureInfo.InvariantCulture, out var number)
            ? known[(name, (SymbolKind)number)].MinBy(static symbol => symbol is IMethodSymbol method ? method.Parameters.Length : 0)
            : null;

    private static string Kind(CompletionItem item, ISymbol? symbol) =>
        symbol is not null ? SymbolText.Kind(symbol)
        : item.Tags is [var first, ..] ? Kinds.GetValueOrDefault(first) ?? first.ToLowerInvariant()
        : "text";

    // Enum members come first; constants that merely have the expected type (int.MaxValue) come last.
    private static int OrderOf(CompletionItem item) =>
        !item.Tags.Contains(FitsType) ? int.MaxValue - 1 - Math.Max(0, item.Rules.MatchPriority)
        : item.Tags.Contains(WellKnownTags.EnumMember) ? 0
        : int.MaxValue;

    private static CandidateProximity NearnessOf(CompletionItem item, ISymbol? symbol) =>
        symbol switch
        {
            _ when item.Tags.Contains(Deprecated) => CandidateProximity.Obsolete,
            _ when item.Tags.Contains(WellKnownTags.Keyword) => CandidateProximity.Keyword,
            _ when item.Tags.Contains(FitsType) || item.Rules.MatchPriority > 0 => CandidateProximity.Expected,
            ILocalSymbol or IParameterSymbol or IRangeVariableSymbol => CandidateProximity.Local,
            INamespaceSymbol => CandidateProximity.Namespace,
            IMethodSymbol { IsExtensionMethod: true } or IMethodSymbol { ReducedFrom: not null } => CandidateProximity.Extension,
            { ContainingType.SpecialType: SpecialType.System_Object } => CandidateProximity.Universal,
            { ContainingType.IsScriptClass: true } => CandidateProximity.Own,
            INamedTypeSymbol => CandidateProximity.Type,
            _ => CandidateProximity.Own,
        };
}
