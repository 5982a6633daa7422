using System.Runtime.InteropServices;
using Workbench.Kernels;

namespace Workbench.Training;

/// <summary>
/// Remembers the environment of this machine from process to process. To determine it, libtorch is loaded, which takes longer than to read
/// thousands of finished runs.
/// </summary>
/// <param name="folder">The cache folder; where it cannot be written, nothing is remembered.</param>
internal sealed class EnvironmentMemory(string folder)
{
    private string File => Path.Combine(folder, "environment.json");

    /// <summary>The environment that this program last had on this machine; null when it is not known.</summary>
    public RunEnvironment? Recall() => CacheFile.Read<Memory>(File) is { } memory && memory.Of == Conditions() ? memory.Environment : null;

    /// <summary>Remembers the environment of this process.</summary>
    public void Keep(RunEnvironment environment) => CacheFile.Write(File, new Memory(Conditions(), environment));

    /// <summary>All that an environment depends on, as text. Does not load libtorch.</summary>
    private static string Conditions() =>
        string.Join(
            '\n',
            (string[])
                [
                    $"{typeof(RunEnvironment).Module.ModuleVersionId}",
                    $"{typeof(NativeKernels).Module.ModuleVersionId}",
                    .. RunEnvironment.ProcessorLines("model name", "flags"),
                    RuntimeInformation.FrameworkDescription,
                    RuntimeInformation.OSDescription,
                    Environment.GetEnvironmentVariable(NativeKernels.Variable) ?? "",
                    .. ((string[])["libtorch_cpu.so", "libworkbench_kernels.so"]).Select(State),
                ]
        );

    private static string State(string library)
    {
        var file = new FileInfo(Path.Combine(AppContext.BaseDirectory, library));
        return file.Exists ? $"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}" : "";
    }

    private sealed record Memory(string Of, RunEnvironment Environment);
}
