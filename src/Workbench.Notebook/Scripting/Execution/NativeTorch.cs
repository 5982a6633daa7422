using System.Diagnostics;
using System.Reflection;

namespace Workbench.Notebook.Scripting.Execution;

/// <summary>Whether TorchSharp and libtorch are loaded, without loading them.</summary>
internal static class NativeTorch
{
    private static readonly string[] Libraries = ["libtorch", "LibTorchSharp", "torch_cpu"];
    private static volatile bool _loaded;

    /// <summary>The assembly TorchSharp; null until it is loaded.</summary>
    internal static Assembly? Managed => AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(one => one.GetName().Name == "TorchSharp");

    /// <summary>Whether libtorch is loaded.</summary>
    internal static bool IsLoaded =>
        _loaded
        || (
            _loaded =
                Managed is not null
                && Modules().Any(path => Libraries.Any(name => Path.GetFileName(path).StartsWith(name, StringComparison.Ordinal)))
        );

    private static IEnumerable<string> Modules()
    {
        if (OperatingSystem.IsLinux())
            return File.ReadLines("/proc/self/maps")
                .Select(static line => line.IndexOf('/', StringComparison.Ordinal) is var at and >= 0 ? line[at..] : "");
        using var self = Process.GetCurrentProcess();
        return [.. self.Modules.Cast<ProcessModule>().Select(module => module.FileName)];
    }
}
