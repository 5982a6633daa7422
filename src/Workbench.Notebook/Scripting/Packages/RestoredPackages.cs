using System.Text.Json;

namespace Workbench.Notebook.Scripting.Packages;

/// <summary>The files of restored packages.</summary>
/// <param name="Assemblies">The runtime assemblies.</param>
/// <param name="Natives">Native libraries for this machine.</param>
/// <param name="Versions">The version of every package, by name.</param>
/// <param name="IsWhole">Whether every file of the restore still exists; users may clear their packages folder.</param>
internal sealed record RestoredPackages(
    IReadOnlyList<string> Assemblies,
    IReadOnlyList<string> Natives,
    IReadOnlyDictionary<string, string> Versions,
    bool IsWhole = true
)
{
    /// <summary>Reads <c>project.assets.json</c>, which a restore writes.</summary>
    internal static RestoredPackages Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = document.RootElement;
        var folders = root.GetProperty("packageFolders").EnumerateObject().Select(one => one.Name).ToList();
        // The last target is specific to this machine's runtime; the one before is not.
        var target = root.GetProperty("targets").EnumerateObject().Last().Value;
        var (assemblies, natives, versions) = (
            new List<string>(),
            new List<string>(),
            new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        );
        foreach (var library in target.EnumerateObject())
        {
            var name = library.Name.Split('/');
            versions[name[0]] = name[1];
            if (!root.GetProperty("libraries").TryGetProperty(library.Name, out var known) || !known.TryGetProperty("path", out var folder))
                continue;
            assemblies.AddRange(Files(library.Value, "runtime", folders, folder.GetString()!));
            natives.AddRange(Files(library.Value, "native", folders, folder.GetString()!));
        }
        return new(
            [.. assemblies.Where(File.Exists)],
            [.. natives.Where(File.Exists)],
            versions,
            assemblies.Concat(natives).All(File.Exists)
        );
    }

    // "_._" marks a package without files for this framework. A missing file gets its path in the first folder.
    private static IEnumerable<string> Files(JsonElement library, string kind, List<string> folders, string package) =>
        !library.TryGetProperty(kind, out var files)
            ? []
            : from file in files.EnumerateObject()
            where !file.Name.EndsWith("_._", StringComparison.Ordinal)
            let paths = folders.Select(folder => Path.Combine(folder, package, file.Name)).ToList()
            select paths.FirstOrDefault(File.Exists) ?? paths[0];
}
