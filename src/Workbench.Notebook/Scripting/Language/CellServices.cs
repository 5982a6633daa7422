using System.Composition;
using System.Composition.Hosting;
using System.Reflection;
using Microsoft.CodeAnalysis.Host.Mef;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>
/// The parts of Roslyn's language services that a cell needs: completion and quick info, on all of its workspaces. Its refactorings, fixes and
/// analyzers are never looked at.
/// </summary>
internal static class CellServices
{
    private const string Roslyn = "Microsoft.CodeAnalysis";

    private static readonly string[] Workspaces = [$"{Roslyn}.Workspaces", $"{Roslyn}.CSharp.Workspaces"];

    private static readonly HashSet<string> Namespaces =
    [
        $"{Roslyn}.CSharp.Completion", $"{Roslyn}.CSharp.Completion.Providers", $"{Roslyn}.CSharp.Completion.Providers.DeclarationName",
        $"{Roslyn}.CSharp.QuickInfo", $"{Roslyn}.CSharp.DocumentationComments", $"{Roslyn}.Editor.CSharp.LanguageServices",
    ];

    // Providers whose answers a front end cannot use, because they change more than the word at the cursor (a using above the code, snippets, casts
    // before it), that guess (a T that nobody has declared), or that look for files in a project's way.
    private static readonly string[] Unwanted =
    [
        "Import", "Snippet", "UnnamedSymbol", "SpeculativeT", "Directive", "InternalsVisibleTo", "Embedded", "DiagnosticAnalyzer", "CodeFix", "Argument",
    ];

    private static readonly Lazy<MefHostServices> Made = new(Make);

    /// <summary>The services, made once a process.</summary>
    public static MefHostServices Host => Made.Value;

    private static MefHostServices Make() => MefHostServices.Create(
        new ContainerConfiguration()
            .WithParts(Workspaces.SelectMany(name => Assembly.Load(name).GetTypes()).Where(IsPart))
            .WithParts(Assembly.Load($"{Roslyn}.CSharp.Features").GetTypes().Where(type => IsWanted(type) && IsPart(type)))
            .WithPart<CellCompilations>()
            .CreateContainer());

    private static bool IsWanted(Type type) =>
        Namespaces.Contains(type.Namespace ?? "") && !Unwanted.Any(word => type.Name.Contains(word, StringComparison.Ordinal));

    private static bool IsPart(Type type) => type.IsDefined(typeof(ExportAttribute), inherit: false);

}
