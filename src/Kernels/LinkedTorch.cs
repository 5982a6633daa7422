namespace Workbench.Kernels;

/// <summary>
/// Two libtorch libraries in one process cannot exchange tensors, and loading ours would pull in the one that it was linked to. So the
/// path that CMake linked (written beside the library) is compared with the one that the process has mapped, before anything is loaded.
/// </summary>
internal static class LinkedTorch
{
    internal const string ManifestExtension = ".torch";

    /// <summary>The resolved path of the libtorch_cpu that the library was linked to; empty when there is no manifest.</summary>
    internal static string ReadManifest(string library)
    {
        var manifest = Path.ChangeExtension(library, ManifestExtension);
        return File.Exists(manifest) ? Resolve(File.ReadAllText(manifest).Trim()) : "";
    }

    /// <summary>The libtorch_cpu that this process has mapped; empty when none.</summary>
    internal static string OfProcess() =>
        File.Exists("/proc/self/maps") ? OfMaps(File.ReadLines("/proc/self/maps")) : "";

    /// <summary>The first libtorch_cpu in lines of the form of /proc/PID/maps; the path is what follows the fifth column and may hold spaces.</summary>
    internal static string OfMaps(IEnumerable<string> maps)
    {
        foreach (var line in maps)
        {
            var at = line.IndexOf('/', StringComparison.Ordinal);
            if (at < 0) continue;
            var path = line[at..];
            if (Path.GetFileName(path).StartsWith("libtorch_cpu.", StringComparison.Ordinal)) return Resolve(path);
        }
        return "";
    }

    /// <summary>Why the library must stay off; null when it may be loaded.</summary>
    internal static string? Mismatch(string linked, string process)
    {
        if (linked.Length == 0) return "the native library does not say which libtorch it was linked to: build src/Kernels again";
        if (process.Length == 0) return "this process has no libtorch";
        return linked == process ? null : $"the kernels were linked to {linked}, this process uses {process}: build src/Kernels with LIBTORCH set to that one";
    }

    private static string Resolve(string path) =>
        File.Exists(path) && new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true) is { } target ? target.FullName : path;
}
