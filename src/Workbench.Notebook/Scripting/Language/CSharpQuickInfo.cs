using Microsoft.CodeAnalysis.QuickInfo;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>
/// What Roslyn's quick info says of a place. It knows operators, literals and what a lambda captures; of symbols our pages know more:
/// values, parameters, examples.
/// </summary>
/// <param name="Item">What it says.</param>
internal sealed record CSharpQuickInfo(QuickInfoItem Item)
{
    private static readonly string[] Additional = [QuickInfoSectionKinds.AnonymousTypes, "NullabilityAnalysis", "Captures"];

    /// <summary>What it says at a position; null when that is nothing.</summary>
    public static async Task<CSharpQuickInfo?> AtAsync(CellModel cell, int cursor, CancellationToken cancellation)
    {
        var service = QuickInfoService.GetService(cell.Document)!;
        var item = await service.GetQuickInfoAsync(cell.Document, cursor, cancellation).ConfigureAwait(false);
        return item is { Sections.Length: > 0 } ? new CSharpQuickInfo(item) : null;
    }

    /// <summary>What a page on the symbol does not say.</summary>
    public IEnumerable<HelpSection> Additions => Item.Sections.Where(section => Additional.Contains(section.Kind)).Select(Section);

    /// <summary>All of it.</summary>
    public HelpPage Page() => new([Item.Sections[0].Text], [.. Item.Sections.Skip(1).Select(Section)]);

    private static HelpSection Section(QuickInfoSection section) => new("", [("", HelpPage.Words(section.Text.Trim()))]);
}
