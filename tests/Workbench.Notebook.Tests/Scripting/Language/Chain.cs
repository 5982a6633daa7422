using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Workbench.Ablation;
using Workbench.Notebook;
using Workbench.Notebook.Scripting;
using Workbench.Notebook.Scripting.Language;

namespace Workbench.Notebook.Tests.Scripting.Language;

/// <summary>A chain of submissions that were compiled and never run: all that the language service looks at.</summary>
internal static class Chain
{
    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path =>
                Path.GetFileName(path) is var name
                && (name.StartsWith("System.", StringComparison.Ordinal) || name is "Workbench.dll" or "TorchSharp.dll")
            )
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path)),
    ];

    // Made before all others and kept, as the product's is: chains that are made at once would see two sets of symbols.
    private static readonly CSharpCompilation Root = CSharpCompilation.Create("references", references: References);

    private static readonly ImmutableArray<string> Imports =
    [
        "System",
        "System.Collections.Generic",
        "System.Linq",
        "System.Threading.Tasks",
        "System.IO",
        "TorchSharp",
        typeof(Study).Namespace!,
        "Workbench.Configuration",
        "Workbench.Models.Positions",
        "Workbench.Models",
    ];

    static Chain() => _ = Root.GlobalNamespace;

    /// <summary>A session in which these cells have run.</summary>
    public static LanguageState After(params string[] cells)
    {
        CSharpCompilation? last = null;
        foreach (var cell in cells)
        {
            var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, usings: Imports);
            last = CSharpCompilation.CreateScriptCompilation(
                $"cell{cell.GetHashCode(StringComparison.Ordinal)}",
                CSharpSyntaxTree.ParseText(cell, SubmissionCompiler.Parse),
                References,
                options,
                last,
                typeof(object)
            );
            Assert.Empty(last.GetDiagnostics(TestContext.Current.CancellationToken).Where(one => one.Severity == DiagnosticSeverity.Error));
        }
        return new LanguageState(last, References, Imports);
    }

    /// <summary>What may stand at the mark | of a cell.</summary>
    public static async Task<CompletionList> Complete(LanguageState state, string marked)
    {
        var cursor = marked.IndexOf('|', StringComparison.Ordinal);
        return await new LanguageService(() => state).CompleteAsync(
            marked.Remove(cursor, 1),
            cursor,
            TestContext.Current.CancellationToken
        );
    }

    /// <summary>The names that may stand at the mark |, best first.</summary>
    public static async Task<IReadOnlyList<string>> Names(LanguageState state, string marked) =>
        [.. (await Complete(state, marked)).Matches.Select(match => match.Text)];

    /// <summary>Help in plain text on what stands at the mark | of a cell; null when nothing is known.</summary>
    public static async Task<string?> Help(LanguageState state, string marked, int detail = 0)
    {
        var cursor = marked.IndexOf('|', StringComparison.Ordinal);
        var bundle = await new LanguageService(() => state).InspectAsync(
            marked.Remove(cursor, 1),
            cursor,
            detail,
            TestContext.Current.CancellationToken
        );
        return bundle?.Text("text/plain");
    }
}
