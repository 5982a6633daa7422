using System.Composition.Hosting;
using System.Reflection;
using System.Reflection.Metadata;
using Microsoft.CodeAnalysis.Host.Mef;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>
/// Composes the parts of Roslyn's language services that cells need: the workspaces, completion and quick info, without refactorings, fixes
/// and analyzers. Finds the parts by name in the assemblies' metadata, because reflection would load six thousand types.
/// </summary>
internal static class RoslynServices
{
    private const string Roslyn = "Microsoft.CodeAnalysis";

    private static readonly HashSet<string> Namespaces =
    [
        $"{Roslyn}.CSharp.Completion",
        $"{Roslyn}.CSharp.Completion.Providers",
        $"{Roslyn}.CSharp.Completion.Providers.DeclarationName",
        $"{Roslyn}.CSharp.QuickInfo",
        $"{Roslyn}.CSharp.DocumentationComments",
        $"{Roslyn}.Editor.CSharp.LanguageServices",
    ];

    // Providers that front ends cannot use because they edit more than the word at the cursor (using directives, snippets, casts), that
    // guess (an undeclared T), or that search files as in a project.
    private static readonly string[] Unwanted =
    [
        "Import",
        "Snippet",
        "UnnamedSymbol",
        "SpeculativeT",
        "Directive",
        "InternalsVisibleTo",
        "Embedded",
        "DiagnosticAnalyzer",
        "CodeFix",
        "Argument",
    ];

    private static readonly Lazy<MefHostServices> Services = new(Make);

    /// <summary>The services, created once per process.</summary>
    public static MefHostServices Host => Services.Value;

    /// <summary>The parts of the composition.</summary>
    internal static IEnumerable<Type> Parts() =>
        [
            .. PartsOf($"{Roslyn}.Workspaces", static (_, _) => true),
            .. PartsOf($"{Roslyn}.CSharp.Workspaces", static (_, _) => true),
            .. PartsOf($"{Roslyn}.CSharp.Features", static (space, name) => Namespaces.Contains(space) && !Unwanted.Any(name.Contains)),
            typeof(SubmissionCompilations),
        ];

    private static MefHostServices Make() => MefHostServices.Create(new ContainerConfiguration().WithParts(Parts()).CreateContainer());

    private static unsafe IEnumerable<Type> PartsOf(string assemblyName, Func<string, string, bool> isWanted)
    {
        var assembly = Assembly.Load(assemblyName);
        if (!assembly.TryGetRawMetadata(out var blob, out var length))
            throw new BadImageFormatException($"{assemblyName} has no metadata", assembly.Location);
        var reader = new MetadataReader(blob, length);
        var found = new List<Type>();
        foreach (var type in reader.TypeDefinitions.Select(reader.GetTypeDefinition))
        {
            var outer = type;
            while (outer.GetDeclaringType() is { IsNil: false } declaring)
                outer = reader.GetTypeDefinition(declaring);
            if (
                isWanted(reader.GetString(outer.Namespace), reader.GetString(type.Name))
                && type.GetCustomAttributes().Any(one => IsExport(reader, one))
            )
                found.Add(assembly.GetType(FullName(reader, type), throwOnError: true)!);
        }
        return found;
    }

    private static string FullName(MetadataReader reader, TypeDefinition type) =>
        type.GetDeclaringType() is { IsNil: false } outer
            ? $"{FullName(reader, reader.GetTypeDefinition(outer))}+{reader.GetString(type.Name)}"
        : type.Namespace.IsNil ? reader.GetString(type.Name)
        : $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";

    // ExportAttribute, ExportLanguageServiceAttribute, ExportCompletionProviderAttribute and similar ones.
    private static bool IsExport(MetadataReader reader, CustomAttributeHandle attribute)
    {
        var constructor = reader.GetCustomAttribute(attribute).Constructor;
        EntityHandle owner =
            constructor.Kind == HandleKind.MethodDefinition
                ? reader.GetMethodDefinition((MethodDefinitionHandle)constructor).GetDeclaringType()
                : reader.GetMemberReference((MemberReferenceHandle)constructor).Parent;
        var name = owner.Kind switch
        {
            HandleKind.TypeDefinition => reader.GetTypeDefinition((TypeDefinitionHandle)owner).Name,
            HandleKind.TypeReference => reader.GetTypeReference((TypeReferenceHandle)owner).Name,
            _ => default,
        };
        return !name.IsNil && reader.StringComparer.StartsWith(name, "Export");
    }
}
