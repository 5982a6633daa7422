using TorchSharp;

namespace Workbench.Kernels.Runtime;

/// <summary>
/// Finds the native libraries of a program: in the program's folder, its runtimes folder, the host's native search directories, the sibling
/// packages of a program in a NuGet package, or the folders of <see cref="TorchRuntime.Source"/>.
/// </summary>
internal static class TorchFolders
{
    /// <summary>The libtorch version for which TorchSharp was built.</summary>
    internal const string LibtorchVersion = "2.10.0";

    /// <summary>The libraries of libtorch in dependency order. Those of CUDA exist only in a CUDA build.</summary>
    internal static readonly string[] LoadOrder =
    [
        "libtorch_global_deps.so",
        "libc10.so",
        "libc10_cuda.so",
        "libtorch_cpu.so",
        "libtorch_cuda.so",
        "libtorch.so",
    ];

    /// <summary>The full path of a native library; null when it is not found.</summary>
    /// <param name="file">The library's file name.</param>
    /// <param name="mayFetch">Whether <see cref="TorchRuntime.Source"/> may download the library.</param>
    internal static string? Find(string file, bool mayFetch = false) =>
        In(Folders(), file) ?? (TorchRuntime.Source is { } source ? In(source(mayFetch), file) : null);

    private static string? In(IEnumerable<string> folders, string file) =>
        folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);

    /// <summary>
    /// Whether a native library is in the program's folder or its runtimes folder, where the system's loader looks first.
    /// </summary>
    internal static bool IsBeside(string file) => Beside().Any(folder => File.Exists(Path.Combine(folder, file)));

    /// <summary>The platform's runtime identifier in package names.</summary>
    internal static string Rid =>
        OperatingSystem.IsWindows() ? "win-x64"
        : OperatingSystem.IsMacOS() ? "osx-arm64"
        : "linux-x64";

    private static IEnumerable<string> Beside()
    {
        var beside = Path.GetDirectoryName(typeof(torch).Assembly.Location);
        foreach (var folder in new[] { AppContext.BaseDirectory, beside })
        {
            if (string.IsNullOrEmpty(folder))
                continue;
            yield return folder;
            yield return Path.Combine(folder, "runtimes", Rid, "native");
        }
    }

    private static IEnumerable<string> Folders()
    {
        foreach (var folder in Beside())
            yield return folder;
        // The host sets these from the .deps.json file: folders of packages that were not copied to the output.
        foreach (
            var folder in (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(
                Path.PathSeparator,
                StringSplitOptions.RemoveEmptyEntries
            )
        )
            yield return folder;
        // PACKAGES/transformer.workbench/VERSION/tools/net10.0/linux-x64/
        var packages = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", ".."));
        var torchSharp = typeof(torch).Assembly.GetName().Version?.ToString(3) ?? "";
        foreach (
            var (package, version) in new[]
            {
                ("torchsharp", torchSharp),
                ($"libtorch-cpu-{Rid}", LibtorchVersion),
                ($"libtorch-cuda-12.8-{Rid}", LibtorchVersion),
            }
        )
            yield return Path.Combine(packages, package, version, "runtimes", Rid, "native");
    }
}
