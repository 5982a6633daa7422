using Microsoft.CodeAnalysis.QuickInfo;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>
/// Roslyn's quick info at a position: operators, literals, captured variables. For symbols, <see cref="CSharpInspection"/> shows more:
/// values, parameters, examples.
/// </summary>
/// <param name="Item">Roslyn's item.</param>
internal sealed record CSharpQuickInfo(QuickInfoItem Item)
{
    private static readonly string[] Additional = [QuickInfoSectionKinds.AnonymousTypes, "NullabilityAnalysis", "Captures"];

    /// <summary>The quick info at a position; null without any.</summary>
    public static async Task<CSharpQuickInfo?> AtAsync(CellModel cell, int cursor, CancellationToken cancellation)
    {
        var service = QuickInfoService.GetService(cell.Document)!;
        var item = await service.GetQuickInfoAsync(cell.Document, cursor, cancellation).ConfigureAwait(false);
        return item is { Sections.Length: > 0 } ? new CSharpQuickInfo(item) : null;
    }

    /// <summary>The sections that a symbol's help page does not contain.</summary>
    public IEnumerable<HelpSection> Additions => Item.Sections.Where(section => Additional.Contains(section.Kind)).Select(Section);

    /// <summary>The whole quick info as a page.</summary>
    public HelpPage Page() => new([Item.Sections[0].Text], [.. Item.Sections.Skip(1).Select(Section)]);

    private static HelpSection Section(QuickInfoSection section) => new("", [("", HelpPage.Words(section.Text.Trim()))]);
}
