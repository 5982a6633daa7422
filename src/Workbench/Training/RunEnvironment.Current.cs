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
                    .Kernels.Where(kernel => kernel.On)
                    .Select(kernel => $"{kernel.Name}:{kernel.InstructionSet}")
                    .Concat(MixedPrecision.HasUnits ? [$"bf16:{MixedPrecision.Units}"] : [])
                    .Order(StringComparer.Ordinal),
            ],
        };
    }

    private static string ProcessorName()
    {
        const string cpuInfo = "/proc/cpuinfo";
        var line = File.Exists(cpuInfo)
            ? File.ReadLines(cpuInfo).FirstOrDefault(one => one.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?[(line.IndexOf(':') + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
