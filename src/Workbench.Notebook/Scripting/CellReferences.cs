using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Workbench.Notebook.Scripting.Packages;

namespace Workbench.Notebook.Scripting;

/// <summary>What <c>#r</c> of a session's cells refers to: files, and packages that were restored before the cell is compiled.</summary>
/// <param name="folder">Where relative paths start.</param>
/// <param name="assemblies">Told where what is referred to is found when it runs.</param>
internal sealed class CellReferences(string folder, SessionAssemblies assemblies) : MetadataReferenceResolver
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, PortableExecutableReference> _byPath = new(StringComparer.Ordinal);
    private readonly Dictionary<PackageRequest, ImmutableArray<PortableExecutableReference>> _packages = [];

    /// <summary>All that was referred to until now; later cells refer to it too.</summary>
    internal ImmutableArray<MetadataReference> All
    {
        get
        {
            lock (_gate)
                return [.. _byPath.Values];
        }
    }

    /// <summary>The packages that were restored until now.</summary>
    internal IReadOnlyList<PackageRequest> Packages
    {
        get
        {
            lock (_gate)
                return [.. _packages.Keys];
        }
    }

    /// <summary>Takes what a restore found.</summary>
    internal void Add(IEnumerable<PackageRequest> asked, RestoredPackages restored)
    {
        foreach (var native in restored.Natives)
            assemblies.KnowNative(native);
        // What the Workbench itself brings is one for all.
        var found = restored
            .Assemblies.Where(path => !ReferenceCatalogue.Has(Path.GetFileName(path)))
            .Select(File)
            .OfType<PortableExecutableReference>()
            .ToImmutableArray();
        lock (_gate)
            foreach (var package in asked)
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
                // A directive must resolve to one reference, neither more nor less; all that packages bring is among the references of the
                // cell anyway.
                return _packages.TryGetValue(package, out var found)
                    ? [found.IsEmpty ? (PortableExecutableReference)ReferenceCatalogue.Default[0] : found[0]]
                    : [];
        // Names of imported files are relative to the folder, and "cell 3" is no file in it.
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
