using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Workbench.Notebook.Magics;

namespace Workbench.Notebook.Documents.Languages;

/// <summary>A code cell that is not ours to run.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Number">Its place among all cells, from 1.</param>
/// <param name="Language">Its language.</param>
/// <param name="Place">What says so: metadata, a kernel, a line of the cell.</param>
internal sealed record ForeignCell(NotebookCell Cell, int Number, string Language, string Place);

/// <summary>Finds the cells of a notebook that are not C#, before anything runs.</summary>
internal static partial class ForeignCells
{
    // Magics whose body is C#.
    private static readonly HashSet<string> Code = ["csharp", "time"];

    private static readonly CellSplitter Splitter = new(name => Code.Contains(name) || LanguageNames.MagicOf(name) == name ? true : null);

    /// <summary>The cells in order.</summary>
    public static IReadOnlyList<ForeignCell> Of(NotebookDocument document)
    {
        var metadata = document.Root["metadata"] as JsonObject;
        var whole = document.Format == DocumentFormat.Ipynb ? NotebookLanguage.Of(metadata) : NotebookLanguage.Of(null);
        return
        [
            .. from cell in document.Cells.Index()
            where cell.Item.Kind == CellKind.Code && !string.IsNullOrWhiteSpace(cell.Item.Source)
            let found = Of(cell.Item, whole, metadata)
            where found is not null
            select new ForeignCell(cell.Item, cell.Index + 1, found.Value.Language, found.Value.Place),
        ];
    }

    /// <summary>What is wrong with a notebook of which these cells are not ours: a fault for each language.</summary>
    /// <param name="foreign">The cells.</param>
    /// <param name="name">How errors call the notebook.</param>
    /// <param name="nextStep">What to do; after it the way without the cells is named.</param>
    public static IEnumerable<Fault> Faults(IReadOnlyList<ForeignCell> foreign, string name, string nextStep) =>
        from cell in foreign
        group cell by (cell.Language, cell.Place) into same
        select new Fault(
            "cells that run here are C#",
            $"{same.Key.Language}, by {same.Key.Place}",
            "C#, and #!html, #!markdown, #!javascript",
            nextStep,
            $"{name}, {Numbers([.. same.Select(cell => cell.Number)])}"
        );

    private static string Numbers(IReadOnlyList<int> cells)
    {
        const int shown = 10;
        var more = cells.Count > shown ? $" and {cells.Count - shown} more" : "";
        return $"{(cells.Count == 1 ? "cell" : "cells")} {string.Join(", ", cells.Take(shown))}{more}";
    }

    private static (string Language, string Place)? Of(NotebookCell cell, NotebookLanguage whole, JsonObject? metadata)
    {
        // Outside of .NET's kernels #! is a comment or nothing, and every cell has the kernel's language.
        if (!whole.IsCSharp && !whole.IsPolyglot)
            return (whole.Name, Kernel(whole));
        // The cell's own first line goes before its metadata, and these before the notebook's.
        if (First().Match(cell.Source) is { Success: true } first && LanguageNames.Known(first.Groups["name"].Value) is { } spoken)
            return IsOurs(spoken) ? Within(cell.Source) : (spoken, $"the line {first.Value.Trim()}");
        if (cell.Tongue is { } tongue && NotebookLanguage.LanguageOf(tongue.Name, metadata) is var named && named != LanguageNames.CSharp)
            return IsOurs(named) ? null : (named, $"the cell's {tongue.Place} {tongue.Name}");
        if (cell.Tongue is null && !whole.IsCSharp)
            return (whole.Name, Kernel(whole));
        return Within(cell.Source);
    }

    /// <summary>The first line inside of a cell of C# that hands the rest to another language.</summary>
    private static (string, string)? Within(string source) =>
        Splitter.Split(source).OfType<MagicPart>().Select(Foreign).FirstOrDefault(found => found is not null);

    private static (string, string)? Foreign(MagicPart magic) =>
        Code.Contains(magic.Name)
            ? magic.Body is { } body
                ? Within(body)
                : null
            : LanguageNames.Known(magic.Name) is { } language && !IsOurs(language)
                ? (language, $"the line #!{magic.Name}")
                : null;

    /// <summary>C#, and what magics of ours show.</summary>
    private static bool IsOurs(string language) => language == LanguageNames.CSharp || LanguageNames.MagicOf(language) is not null;

    private static string Kernel(NotebookLanguage whole) => $"{whole.Place}{(whole.Kernel is { } kernel ? $", kernel {kernel}" : "")}";

    [GeneratedRegex(@"\A\s*(?:\#!|%%)(?<name>[A-Za-z#+]+)(?=\s|\z)", RegexOptions.ExplicitCapture)]
    private static partial Regex First();
}
