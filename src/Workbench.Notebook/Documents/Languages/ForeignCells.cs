using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Workbench.Notebook.Cells;
using Workbench.Notebook.Magics;

namespace Workbench.Notebook.Documents.Languages;

/// <summary>A code cell in a language that the Workbench does not run.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Number">The position among the code cells, from 1.</param>
/// <param name="Language">The cell's language.</param>
/// <param name="Place">The source of the language: metadata, a kernel, a line of the cell.</param>
internal sealed record ForeignCell(NotebookCell Cell, int Number, string Language, string Place);

/// <summary>Finds the cells of a notebook that are not C#, before anything runs.</summary>
internal static partial class ForeignCells
{
    // Magics whose body is C#.
    private static readonly HashSet<string> CSharpMagics = ["csharp", "time"];

    private static readonly CellSplitter Splitter = new(name =>
        CSharpMagics.Contains(name) || LanguageNames.MagicOf(name) == name ? true : null
    );

    /// <summary>The cells in order.</summary>
    public static IReadOnlyList<ForeignCell> Of(NotebookDocument document)
    {
        var metadata = document.Root["metadata"] as JsonObject;
        var notebook = document.Format == DocumentFormat.Ipynb ? NotebookLanguage.Of(metadata) : NotebookLanguage.Of(null);
        return
        [
            .. from cell in document.Cells.Index()
            where cell.Item.Kind == CellKind.Code && !string.IsNullOrWhiteSpace(cell.Item.Source)
            let found = Of(cell.Item, notebook, metadata)
            where found is not null
            select new ForeignCell(cell.Item, document.NumberOf(cell.Index), found.Value.Language, found.Value.Place),
        ];
    }

    /// <summary>The faults of a notebook with foreign cells: one for each language.</summary>
    /// <param name="foreign">The cells.</param>
    /// <param name="name">The notebook's name in errors.</param>
    /// <param name="nextStep">A suggested remedy.</param>
    public static IEnumerable<Fault> Faults(IReadOnlyList<ForeignCell> foreign, string name, string nextStep) =>
        from cell in foreign
        group cell by (cell.Language, cell.Place) into same
        select new Fault(
            "only C# cells run here",
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

    private static (string Language, string Place)? Of(NotebookCell cell, NotebookLanguage notebook, JsonObject? metadata)
    {
        // Outside .NET kernels #! selects no language, and every cell has the kernel's language.
        if (!notebook.IsCSharp && !notebook.IsPolyglot)
            return (notebook.Name, Kernel(notebook));
        // Precedence: the cell's first line, the cell's metadata, the notebook's metadata.
        if (First().Match(cell.Source) is { Success: true } first && LanguageNames.Known(first.Groups["name"].Value) is { } language)
            return IsRunnable(language) ? Within(cell.Source) : (language, $"the line {first.Value.Trim()}");
        if (cell.Tongue is { } tongue && NotebookLanguage.LanguageOf(tongue.Name, metadata) is var named && named != LanguageNames.CSharp)
            return IsRunnable(named) ? null : (named, $"the cell's {tongue.Place} {tongue.Name}");
        if (cell.Tongue is null && !notebook.IsCSharp)
            return (notebook.Name, Kernel(notebook));
        return Within(cell.Source);
    }

    /// <summary>The first magic inside a C# cell that switches to a foreign language; null without one.</summary>
    private static (string, string)? Within(string source) =>
        Splitter.Split(source).OfType<MagicPart>().Select(Foreign).FirstOrDefault(found => found is not null);

    private static (string, string)? Foreign(MagicPart magic) =>
        CSharpMagics.Contains(magic.Name)
            ? magic.Body is { } body
                ? Within(body)
                : null
            : LanguageNames.Known(magic.Name) is { } language && !IsRunnable(language)
                ? (language, $"the line #!{magic.Name}")
                : null;

    /// <summary>Whether the Workbench runs or shows a language: C#, HTML, Markdown and JavaScript.</summary>
    private static bool IsRunnable(string language) => language == LanguageNames.CSharp || LanguageNames.MagicOf(language) is not null;

    private static string Kernel(NotebookLanguage notebook) =>
        $"{notebook.Place}{(notebook.Kernel is { } kernel ? $", kernel {kernel}" : "")}";

    [GeneratedRegex(@"\A\s*(?:\#!|%%)(?<name>[A-Za-z#+]+)(?=\s|\z)", RegexOptions.ExplicitCapture)]
    private static partial Regex First();
}
