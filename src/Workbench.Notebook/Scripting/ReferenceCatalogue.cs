using System.Collections.Immutable;
using System.IO.MemoryMappedFiles;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Workbench.Notebook.Scripting;

/// <summary>
/// Metadata references of every cell: the assemblies of the runtime, the Workbench and its packages. Files are memory-mapped, because a
/// compilation needs only few of their pages.
/// </summary>
internal static class ReferenceCatalogue
{
    private static readonly Lazy<CSharpCompilation> Root = new(MakeRoot);

    /// <summary>The references of every cell.</summary>
    internal static ImmutableArray<MetadataReference> Default => Root.Value.ExternalReferences;

    /// <summary>Whether an assembly with this file name is among the references.</summary>
    internal static bool Has(string fileName) => Names.Value.Contains(fileName);

    private static readonly Lazy<HashSet<string>> Names = new(() =>
        new(PlatformFiles().Select(path => Path.GetFileName(path)), StringComparer.OrdinalIgnoreCase)
    );

    // A compilation reuses the assembly symbols of an earlier compilation that is still alive. Two compilations created in parallel create
    // two sets of symbols, and in a chain with both sets every imported name is ambiguous. So one compilation is created before all others
    // and kept alive.
    private static CSharpCompilation MakeRoot()
    {
        var root = CSharpCompilation.Create("references", references: PlatformFiles().Select(FromFile).OfType<MetadataReference>());
        _ = root.GlobalNamespace;
        return root;
    }

    /// <summary>A reference to a file; null when the file is not a managed assembly.</summary>
    internal static unsafe PortableExecutableReference? FromFile(string path)
    {
        // The view is never released: the metadata points into it.
        using var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        var view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            using var image = new PEReader(start, checked((int)new FileInfo(path).Length));
            if (image.HasMetadata)
            {
                var block = image.GetMetadata();
                var module = ModuleMetadata.CreateFromMetadata((nint)block.Pointer, block.Length);
                return AssemblyMetadata.Create(module).GetReference(filePath: path, display: path);
            }
        }
        catch (BadImageFormatException) { }
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        return null;
    }

    // Assemblies that only completion and help use.
    private static readonly HashSet<string> EditorOnly = new(StringComparer.OrdinalIgnoreCase)
    {
        "Microsoft.CodeAnalysis.Features.dll",
        "Microsoft.CodeAnalysis.CSharp.Features.dll",
        "Microsoft.CodeAnalysis.Elfie.dll",
        "Microsoft.DiaSymReader.dll",
        "System.Configuration.ConfigurationManager.dll",
        "System.Security.Cryptography.ProtectedData.dll",
    };

    // Excludes the hundred assemblies of ASP.NET, of which the formatting package uses only one.
    private static IEnumerable<string> PlatformFiles() =>
        from path in ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(
            Path.PathSeparator,
            StringSplitOptions.RemoveEmptyEntries
        )
        where
            (!IsInteractive(Path.GetFileName(path)) && !IsAspNet(path) && !EditorOnly.Contains(Path.GetFileName(path)))
            || Path.GetFileName(path) == "Microsoft.AspNetCore.Html.Abstractions.dll"
        select path;

    // .NET Interactive and its dependencies. Its Display(this object) in the namespace System would make the Workbench's own Display
    // ambiguous.
    private static bool IsInteractive(string fileName) =>
        fileName.StartsWith("Microsoft.DotNet.Interactive.", StringComparison.Ordinal)
            ? fileName != "Microsoft.DotNet.Interactive.Formatting.dll"
            : fileName is "Workbench.Interactive.dll" or "System.Reactive.dll" or "Microsoft.Bcl.HashCode.dll"
                || fileName.StartsWith("Microsoft.CodeAnalysis.VisualBasic.", StringComparison.Ordinal);

    private static bool IsAspNet(string path) => path.Contains("Microsoft.AspNetCore.App", StringComparison.Ordinal);
}
