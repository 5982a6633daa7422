using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Workbench.Notebook.Scripting.Packages;

namespace Workbench.Notebook.Scripting;

/// <summary>Resolves <c>#r</c> directives: files, and packages that were restored before the compilation of the cell.</summary>
/// <param name="folder">The base folder of relative paths.</param>
/// <param name="assemblies">Gets the paths of referenced assemblies, to load them at run time.</param>
internal sealed class CellReferences(string folder, SessionAssemblies assemblies) : MetadataReferenceResolver
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, PortableExecutableReference> _byPath = new(StringComparer.Ordinal);
    private readonly Dictionary<PackageRequest, ImmutableArray<PortableExecutableReference>> _packages = [];

    /// <summary>All references of the session so far. Later cells get them too.</summary>
    internal ImmutableArray<MetadataReference> All
    {
        get
        {
            lock (_gate)
                return [.. _byPath.Values];
        }
    }

    /// <summary>The packages restored so far.</summary>
    internal IReadOnlyList<PackageRequest> Packages
    {
        get
        {
            lock (_gate)
                return [.. _packages.Keys];
        }
    }

    /// <summary>Adds the result of a restore.</summary>
    internal void Add(IEnumerable<PackageRequest> requests, RestoredPackages restored)
    {
        foreach (var native in restored.Natives)
            assemblies.KnowNative(native);
        // Assemblies of the Workbench are shared and not replaced by a package's version.
        var found = restored
            .Assemblies.Where(path => !ReferenceCatalogue.Has(Path.GetFileName(path)))
            .Select(File)
            .OfType<PortableExecutableReference>()
            .ToImmutableArray();
        lock (_gate)
            foreach (var package in requests)
                _packages[package] = found;
    }

    /// <inheritdoc/>
    public override ImmutableArray<PortableExecutableReference> ResolveReference(
        string reference,
        string? baseFilePath,
        MetadataReferenceProperties properties
    )
    {
        if (PackageRequest.Parse(reference) is { } package)
            lock (_gate)
                // A directive must resolve to exactly one reference. All assemblies of packages are among the cell's references anyway.
                return _packages.TryGetValue(package, out var found)
                    ? [found.IsEmpty ? (PortableExecutableReference)ReferenceCatalogue.Default[0] : found[0]]
                    : [];
        // Names of imported files are relative to the folder; "cell 3" is not a file.
        var start = Path.GetDirectoryName(Path.GetFullPath(baseFilePath ?? "cell", folder))!;
        var path = new[] { Path.GetFullPath(reference, start), Path.GetFullPath(reference, folder) }.FirstOrDefault(System.IO.File.Exists);
        return path is not null && File(path) is { } file ? [file] : [];
    }

    /// <inheritdoc/>
    public override bool Equals(object? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    private PortableExecutableReference? File(string path)
    {
        lock (_gate)
        {
            if (_byPath.TryGetValue(path, out var known))
                return known;
            if (ReferenceCatalogue.FromFile(path) is not { } made)
                return null;
            assemblies.Know(path);
            return _byPath[path] = made;
        }
    }
}
