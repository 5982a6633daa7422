using System.Collections.Concurrent;
using System.Composition;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Host;
using Microsoft.CodeAnalysis.Host.Mef;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>
/// Replaces Roslyn's factory of submission compilations, so that a cell's project starts from the session's existing chain. Roslyn's
/// factory starts an empty chain, and a project for each earlier cell would compile and keep the whole chain a second time. The interface
/// is not public; its name and methods are those of the pinned version, which a test verifies.
/// </summary>
[ExportCompilations]
[Shared]
internal sealed class SubmissionCompilations : ILanguageServiceFactory
{
    /// <summary>The factory's interface.</summary>
    internal static Type Service { get; } =
        typeof(Workspace).Assembly.GetType("Microsoft.CodeAnalysis.Host.ICompilationFactoryService", throwOnError: true)!;

    private static readonly ConcurrentDictionary<string, CSharpCompilation> Empty = new(StringComparer.Ordinal);

    /// <summary>Registers the compilation for the project with its assembly name.</summary>
    public static void Know(CSharpCompilation empty) => Empty[empty.AssemblyName!] = empty;

    /// <summary>Removes a registration; a project requests its compilation only once.</summary>
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
                _ => throw new NotSupportedException(
                    $"a cell's workspace supports only submission compilations (requested: {targetMethod})"
                ),
            };
    }

    /// <summary>The metadata of Roslyn's attribute for language services, for an interface that is not public.</summary>
    [MetadataAttribute]
    [AttributeUsage(AttributeTargets.Class)]
    internal sealed class ExportCompilationsAttribute() : ExportAttribute(typeof(ILanguageServiceFactory))
    {
        /// <summary>The interface.</summary>
        public string ServiceType => Service.AssemblyQualifiedName!;

        /// <summary>C#.</summary>
        public string Language => LanguageNames.CSharp;

        /// <summary>The layer that takes precedence over Roslyn's own service.</summary>
        public string Layer => ServiceLayer.Host;

        /// <summary>Empty: all workspaces.</summary>
        public IReadOnlyList<string> WorkspaceKinds => [];
    }
}
