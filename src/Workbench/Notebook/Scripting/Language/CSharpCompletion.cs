using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Completion;
using Microsoft.CodeAnalysis.Recommendations;
using Microsoft.CodeAnalysis.Tags;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>
/// What C# may follow at a place, as Roslyn's completion says. A front end of notebooks puts one text in the place of the word at the cursor: what would
/// change more is left out, and of an override the head is offered.
/// </summary>
internal static class CSharpCompletion
{
    // Roslyn's tags of what is out of use, and of what fits the expected type; they have no names in its public part.
    private const string Deprecated = "Deprecated";
    private const string FitsType = "TargetTypeMatch";

    // What a description says before the type.
    private static readonly string[] Marks = ["[deprecated]", "(parameter)", "(field)", "(constant)"];

    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        [WellKnownTags.Parameter] = "param", [WellKnownTags.Local] = "variable", [WellKnownTags.RangeVariable] = "variable", [WellKnownTags.Structure] = "struct",
        [WellKnownTags.EnumMember] = "enumMember", [WellKnownTags.TypeParameter] = "typeParameter", [WellKnownTags.Namespace] = "module", [WellKnownTags.Delegate] = "class",
        [WellKnownTags.ExtensionMethod] = "method", [WellKnownTags.Intrinsic] = "keyword",
    };

    /// <summary>The matches at the cursor, best first.</summary>
    public static async Task<CompletionList> AtAsync(CellModel cell, int cursor, CancellationToken cancellation)
    {
        var service = CompletionService.GetService(cell.Document)!;
        var found = await service.GetCompletionsAsync(cell.Document, cursor, cancellationToken: cancellation).ConfigureAwait(false);
        if (found.ItemsList.Count == 0)
            return new CompletionList(cursor, cursor, []);
        var typed = cell.Code[found.Span.Start..cursor];
        var known = (await Recommender.GetRecommendedSymbolsAtPositionAsync(cell.Document, cursor, cancellationToken: cancellation).ConfigureAwait(false))
            .ToLookup(static symbol => (symbol.Name, symbol.Kind));
        var candidates = new List<Candidate>();
        foreach (var item in found.ItemsList.Where(item => MatchOrder.Matches(item.FilterText, typed)))
        {
            var text = item.IsComplexTextEdit ? await OverrideAsync(service, cell, item, found.Span.Start, cancellation).ConfigureAwait(false) : Text(item);
            if (text is null)
                continue;
            var symbol = SymbolOf(item, known);
            var described = symbol is null && IsMember(item) ? await TypeAsync(service, cell.Document, item, cancellation).ConfigureAwait(false) : null;
            candidates.Add(new Candidate(text, Kind(item, symbol), NearnessOf(item, symbol), () => symbol is null ? described : SymbolText.Signature(symbol))
            {
                FilterText = item.FilterText,
                SortText = item.SortText,
                Order = OrderOf(item),
            });
        }
        return new CompletionList(found.Span.Start, Math.Max(cursor, found.Span.End), MatchOrder.Of(candidates, typed));
    }

    private static string Text(CompletionItem item) =>
        item.Properties.TryGetValue("InsertionText", out var text) ? text : item.DisplayTextSuffix == ":" ? item.DisplayText + ":" : item.DisplayText;

    /// <summary>The head of a member that overrides, "double Area(int digits) => ", or its name on where the type is written; null for any other change of more than a word.</summary>
    private static async Task<string?> OverrideAsync(CompletionService service, CellModel cell, CompletionItem item, int start, CancellationToken cancellation)
    {
        const string Word = "override";
        if (!item.Properties.TryGetValue("Modifiers", out var modifiers) || !modifiers.Contains(Word, StringComparison.OrdinalIgnoreCase))
            return null;
        var member = (await service.GetChangeAsync(cell.Document, item, cancellationToken: cancellation).ConfigureAwait(false)).TextChange.NewText ?? "";
        var found = member.LastIndexOf(Word + " ", StringComparison.Ordinal);
        var from = !cell.Code.AsSpan(0, start).TrimEnd().EndsWith(Word, StringComparison.Ordinal) ? member.IndexOf(item.FilterText, StringComparison.Ordinal)
            : found < 0 ? 0
            : found + Word.Length;
        return $"{member[Math.Max(0, from)..].Split("=>")[0].Split('\n', '\r', '{')[0].Trim()} => ";
    }

    private static bool IsMember(CompletionItem item) => item.Tags is [WellKnownTags.Parameter or WellKnownTags.Property or WellKnownTags.Field, ..];

    /// <summary>The type in a description: "bool" of "(parameter) bool loud".</summary>
    private static async Task<string?> TypeAsync(CompletionService service, Document document, CompletionItem item, CancellationToken cancellation)
    {
        var description = await service.GetDescriptionAsync(document, item, cancellation).ConfigureAwait(false);
        if (description is null)
            return null;
        var words = description.TaggedParts.TakeWhile(part => part.Tag is not (TextTags.Parameter or TextTags.Property or TextTags.Field)).ToList();
        var type = string.Concat(words.Take(words.FindLastIndex(part => part.Tag == TextTags.Space)).Select(part => part.Text));
        return Marks.Aggregate(type, static (text, mark) => text.StartsWith(mark, StringComparison.Ordinal) ? text[mark.Length..].TrimStart() : text);
    }

    private static ISymbol? SymbolOf(CompletionItem item, ILookup<(string, SymbolKind), ISymbol> known) =>
        item.Properties.TryGetValue("SymbolName", out var name) && item.Properties.TryGetValue("SymbolKind", out var kind)
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

    private static Nearness NearnessOf(CompletionItem item, ISymbol? symbol) => symbol switch
    {
        _ when item.Tags.Contains(Deprecated) => Nearness.Obsolete,
        _ when item.Tags.Contains(WellKnownTags.Keyword) => Nearness.Keyword,
        _ when item.Tags.Contains(FitsType) || item.Rules.MatchPriority > 0 => Nearness.Expected,
        ILocalSymbol or IParameterSymbol or IRangeVariableSymbol => Nearness.Local,
        INamespaceSymbol => Nearness.Namespace,
        IMethodSymbol { IsExtensionMethod: true } or IMethodSymbol { ReducedFrom: not null } => Nearness.Extension,
        { ContainingType.SpecialType: SpecialType.System_Object } => Nearness.Universal,
        { ContainingType.IsScriptClass: true } => Nearness.Own,
        INamedTypeSymbol => Nearness.Type,
        _ => Nearness.Own,
    };
}
