using System.Collections.Concurrent;
using System.Composition;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Host;
using Microsoft.CodeAnalysis.Host.Mef;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>
/// Gives the project of a cell the compilation at the end of the chain that has been compiled already. Roslyn's own factory starts an empty
/// chain, and a project for each earlier cell would compile and keep the whole chain a second time. The factory's interface is not public:
/// its name and its methods are those of the pinned version, and a test holds them to it.
/// </summary>
[ExportCompilations]
[Shared]
internal sealed class SubmissionCompilations : ILanguageServiceFactory
{
    /// <summary>The interface that the services look for.</summary>
    internal static Type Service { get; } =
        typeof(Workspace).Assembly.GetType("Microsoft.CodeAnalysis.Host.ICompilationFactoryService", throwOnError: true)!;

    private static readonly ConcurrentDictionary<string, CSharpCompilation> Empty = new(StringComparer.Ordinal);

    /// <summary>Says what the project of an assembly name starts from.</summary>
    public static void Know(CSharpCompilation empty) => Empty[empty.AssemblyName!] = empty;

    /// <summary>Forgets it: once a project has its compilation, it asks no more.</summary>
    public static void Forget(CSharpCompilation empty) => Empty.TryRemove(empty.AssemblyName!, out _);

    /// <inheritdoc/>
    public ILanguageService CreateLanguageService(HostLanguageServices languageServices) =>
        (ILanguageService)DispatchProxy.Create(Service, typeof(Factory));

    /// <summary>The factory.</summary>
    internal class Factory : DispatchProxy
    {
        /// <inheritdoc/>
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod?.Name switch
            {
                "CreateSubmissionCompilation" when args is [string name, ..] && Empty.TryGetValue(name, out var empty) => empty,
                "GetDefaultCompilationOptions" => new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary),
                "TryParsePdbCompilationOptions" => null,
                _ => throw new NotSupportedException($"a cell's workspace makes compilations of cells only (asked: {targetMethod})"),
            };
    }

    /// <summary>What Roslyn's attribute for language services says, for an interface that cannot be named.</summary>
    [MetadataAttribute]
    [AttributeUsage(AttributeTargets.Class)]
    internal sealed class ExportCompilationsAttribute() : ExportAttribute(typeof(ILanguageServiceFactory))
    {
        /// <summary>The interface.</summary>
        public string ServiceType => Service.AssemblyQualifiedName!;

        /// <summary>C#.</summary>
        public string Language => LanguageNames.CSharp;

        /// <summary>Before Roslyn's own.</summary>
        public string Layer => ServiceLayer.Host;

        /// <summary>In any workspace.</summary>
        public IReadOnlyList<string> WorkspaceKinds => [];
    }
}
