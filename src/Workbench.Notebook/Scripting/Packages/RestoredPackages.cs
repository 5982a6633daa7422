using System.Text.Json;

namespace Workbench.Notebook.Scripting.Packages;

/// <summary>What a restore came to, as files.</summary>
/// <param name="Assemblies">What runs.</param>
/// <param name="Natives">Native libraries for this machine.</param>
/// <param name="Versions">The version of every package, by name.</param>
/// <param name="IsWhole">Whether every file that the restore names is there still: users empty their packages folder.</param>
internal sealed record RestoredPackages(
    IReadOnlyList<string> Assemblies,
    IReadOnlyList<string> Natives,
    IReadOnlyDictionary<string, string> Versions,
    bool IsWhole = true
)
{
    /// <summary>Reads the file that a restore leaves, <c>project.assets.json</c>.</summary>
    internal static RestoredPackages Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = document.RootElement;
        var folders = root.GetProperty("packageFolders").EnumerateObject().Select(one => one.Name).ToList();
        // The last target is the one for this machine; the one before it has no runtime.
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

    // "_._" says that a package has nothing for this framework. A file that is in no folder is given as it would be in the first.
    private static IEnumerable<string> Files(JsonElement library, string kind, List<string> folders, string package) =>
        !library.TryGetProperty(kind, out var files)
            ? []
            : from file in files.EnumerateObject()
            where !file.Name.EndsWith("_._", StringComparison.Ordinal)
            let paths = folders.Select(folder => Path.Combine(folder, package, file.Name)).ToList()
            select paths.FirstOrDefault(File.Exists) ?? paths[0];
}
