using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Completion;
using Microsoft.CodeAnalysis.Recommendations;
using Microsoft.CodeAnalysis.Tags;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>
/// What C# may follow at a place, as Roslyn's completion says. A front end of notebooks puts one text in the place of the word at the
/// cursor: what would change more is left out, and of an override the head is offered.
/// </summary>
/// <param name="cell">The cell.</param>
/// <param name="cursor">The place.</param>
/// <param name="cancellation">Gives up.</param>
internal sealed class CSharpCompletion(CellModel cell, int cursor, CancellationToken cancellation)
{
    // Roslyn's tags of what is out of use, and of what fits the expected type; they have no names in its public part.
    private const string Deprecated = "Deprecated";
    private const string FitsType = "TargetTypeMatch";

    // What a description says before the type.
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
        // Symbols are found on another thread meanwhile.
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
    /// The head of a member that overrides: "double Area(int digits) => ", or its name and on where the type is written already. Null for
    /// any other change of more than a word.
    /// </summary>
    private async Task<string?> OverrideAsync(CompletionItem item, int start)
    {
        const string Word = "override";
        if (!item.Properties.TryGetValue("Modifiers", out var modifiers) || !modifiers.Contains(Word, StringComparison.OrdinalIgnoreCase))
            return null;
        // The change leaves out what is there already: the member is read in the changed cell.
        var change = (await _service.GetChangeAsync(cell.Document, item, cancellationToken: cancellation).ConfigureAwait(false)).TextChange;
        var changed = $"{cell.Code.AsSpan(0, change.Span.Start)}{change.NewText}";
        var member = changed[(changed.LastIndexOf(Word + " ", StringComparison.Ordinal) + Word.Length + 1)..];
        var head = member.Split("=>")[0].Split('\n', '\r', '{')[0].Trim();
        var isTyped = !cell.Code.AsSpan(0, start).TrimEnd().EndsWith(Word, StringComparison.Ordinal);
        return $"{(isTyped ? head[Math.Max(0, head.Split('(')[0].LastIndexOf(item.FilterText, StringComparison.Ordinal))..] : head)} => ";
    }

    private static bool IsMember(CompletionItem item) =>
        item.Tags is [WellKnownTags.Parameter or WellKnownTags.Property or WellKnownTags.Field, ..];

    /// <summary>The type in a description: "bool" of "(parameter) bool loud".</summary>
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

    // An enum's members are few and usually what is meant; constants that merely have the type (int.MaxValue) are usually not.
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
