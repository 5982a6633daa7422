using System.Collections.Immutable;
using System.IO.MemoryMappedFiles;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Workbench.Notebook.Scripting;

/// <summary>
/// Metadata of the assemblies that every cell may use: the runtime's, the Workbench's and the packages' beside it. Files are mapped, not
/// read: a compilation touches the few pages of them that it needs.
/// </summary>
internal static class ReferenceCatalogue
{
    private static readonly Lazy<CSharpCompilation> Root = new(MakeRoot);

    /// <summary>What every cell may use.</summary>
    internal static ImmutableArray<MetadataReference> Default => Root.Value.ExternalReferences;

    /// <summary>Is an assembly of this file name among them?</summary>
    internal static bool Has(string fileName) => Names.Value.Contains(fileName);

    private static readonly Lazy<HashSet<string>> Names = new(() =>
        new(PlatformFiles().Select(path => Path.GetFileName(path)), StringComparer.OrdinalIgnoreCase)
    );

    // A compilation reuses the symbols of assemblies that an earlier one made, if it still lives. Two that are made at once make two sets,
    // and a chain that meets both finds every imported name ambiguous. So one is made before all others, and kept.
    private static CSharpCompilation MakeRoot()
    {
        var root = CSharpCompilation.Create("references", references: PlatformFiles().Select(FromFile).OfType<MetadataReference>());
        _ = root.GlobalNamespace;
        return root;
    }

    /// <summary>A reference to a file; null when it is no managed assembly.</summary>
    internal static unsafe PortableExecutableReference? FromFile(string path)
    {
        // The view lives as long as the process: the metadata points into it.
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

    // What only completion and help in cells use.
    private static readonly HashSet<string> OfTheEditor = new(StringComparer.OrdinalIgnoreCase)
    {
        "Microsoft.CodeAnalysis.Features.dll",
        "Microsoft.CodeAnalysis.CSharp.Features.dll",
        "Microsoft.CodeAnalysis.Elfie.dll",
        "Microsoft.DiaSymReader.dll",
        "System.Configuration.ConfigurationManager.dll",
        "System.Security.Cryptography.ProtectedData.dll",
    };

    // ASP.NET comes with the formatting package, which uses little of it: cells are not compiled against its hundred assemblies.
    private static IEnumerable<string> PlatformFiles() =>
        from path in ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(
            Path.PathSeparator,
            StringSplitOptions.RemoveEmptyEntries
        )
        where
            (!IsInteractive(Path.GetFileName(path)) && !IsAspNet(path) && !OfTheEditor.Contains(Path.GetFileName(path)))
            || Path.GetFileName(path) == "Microsoft.AspNetCore.Html.Abstractions.dll"
        select path;

    // .NET Interactive, which the program speaks with, and what it brings. It puts Display(this object) into the namespace System, where
    // our own would be ambiguous.
    private static bool IsInteractive(string fileName) =>
        fileName.StartsWith("Microsoft.DotNet.Interactive.", StringComparison.Ordinal)
            ? fileName != "Microsoft.DotNet.Interactive.Formatting.dll"
            : fileName is "Workbench.Interactive.dll" or "System.Reactive.dll" or "Microsoft.Bcl.HashCode.dll"
                || fileName.StartsWith("Microsoft.CodeAnalysis.VisualBasic.", StringComparison.Ordinal);

    private static bool IsAspNet(string path) => path.Contains("Microsoft.AspNetCore.App", StringComparison.Ordinal);
}
