using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;
using Workbench.Kernels;

namespace Workbench.Training;

public sealed partial record RunEnvironment
{
    /// <summary>The environment of the current process. Loads libtorch.</summary>
    public static RunEnvironment Current()
    {
        var version =
            typeof(RunEnvironment).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
        var parts = version.Split('+', 2);
        var kernels = NativeKernels.Load();
        var torchSharp = typeof(torch).Assembly.GetName();
        return new()
        {
            Commit = parts.Length > 1 ? parts[1] : "unknown",
            Workbench = parts[0],
            Runtime = RuntimeInformation.FrameworkDescription,
            Torch = $"{torchSharp.Name} {torchSharp.Version}, libtorch {torch.__version__}",
            OperatingSystem = RuntimeInformation.OSDescription,
            Processor = ProcessorName(),
            Threads = torch.get_num_threads(),
            Kernels =
            [
                .. kernels
                    .Kernels.Where(kernel => kernel.On && kernel.Name != NativeKernels.Memory) // which changes no result
                    .Select(kernel => $"{kernel.Name}:{kernel.InstructionSet}")
                    .Concat(MixedPrecision.HasUnits ? [$"bf16:{MixedPrecision.Units}"] : [])
                    .Order(StringComparer.Ordinal),
            ],
        };
    }

    private static string ProcessorName() =>
        ProcessorLines("model name") is [var line]
            ? line[(line.IndexOf(':') + 1)..].Trim()
            : RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>The first line of each name in Linux's description of the processors; those that it has.</summary>
    internal static IReadOnlyList<string> ProcessorLines(params IReadOnlyList<string> names)
    {
        const string cpuInfo = "/proc/cpuinfo";
        if (!File.Exists(cpuInfo))
            return [];
        // The lines of the first processor.
        var lines = File.ReadLines(cpuInfo).TakeWhile(line => line.Length > 0).ToList();
        return [.. names.SelectMany(name => lines.Where(line => line.StartsWith(name, StringComparison.Ordinal)).Take(1))];
    }
}
