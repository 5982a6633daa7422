using System.CommandLine;
using TorchSharp;
using Workbench.Ablation;
using Workbench.Kernels;
using Workbench.Kernels.Runtime;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>Settings to change before the report.</summary>
/// <param name="Threads">The number of intra-op threads from now on; null changes nothing.</param>
/// <param name="Default">The default device for new tensors from now on; null changes nothing.</param>
public sealed record ShowDeviceOptions(int? Threads, string? Default);

/// <summary>A device.</summary>
/// <param name="Name">The name: "cpu", "cuda:0".</param>
/// <param name="Model">The hardware model; empty when unknown.</param>
/// <param name="IsDefault">Whether it is the default device for new tensors.</param>
public sealed record DeviceItem(string Name, string Model, bool IsDefault);

/// <summary>Devices, threads and kernels of this process.</summary>
/// <param name="Devices">The available devices.</param>
/// <param name="Torch">TorchSharp, libtorch and its math libraries, with their versions.</param>
/// <param name="Processors">The number of logical processors.</param>
/// <param name="Threads">The number of intra-op threads.</param>
/// <param name="InteropThreads">The number of inter-op threads.</param>
/// <param name="KernelSwitch">The value of WORKBENCH_KERNELS; null when it is not set.</param>
/// <param name="KernelsReason">Why the native library is not loaded; empty when it is.</param>
/// <param name="Kernels">The native kernels.</param>
public sealed record DeviceResult(
    IReadOnlyList<DeviceItem> Devices,
    string Torch,
    int Processors,
    int Threads,
    int InteropThreads,
    string? KernelSwitch,
    string KernelsReason,
    IReadOnlyList<KernelInfo> Kernels
);

/// <summary>Shows devices, threads and kernels. In a notebook, also sets the number of threads and the default device.</summary>
/// <param name="host">Gives environment variables.</param>
public sealed class ShowDevice(HostEnvironment host) : Operation<ShowDeviceOptions, DeviceResult>
{
    private readonly Option<int?> _threads = new("--threads")
    {
        Description = "Threads of one operator in later cells (runs of studies choose their own)",
        HelpName = "n",
    };
    private readonly Option<string?> _default = new("--default")
    {
        Description = "Default device for tensors of later cells: cpu, cuda or cuda:INDEX",
        HelpName = "device",
    };

    /// <inheritdoc/>
    public override string Name => "device";

    /// <inheritdoc/>
    public override string Summary => "Show devices, threads and native kernels";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [new("device", "show all"), new("device --threads 1", "in a notebook: one thread for tensors of later cells")];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Options.Add(_threads);
        command.Options.Add(_default);
    }

    /// <inheritdoc/>
    public override ShowDeviceOptions Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return new(parsed.GetValue(_threads), parsed.GetValue(_default));
    }

    /// <inheritdoc/>
    public override Task<DeviceResult> RunAsync(
        ShowDeviceOptions options,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        var kernels = NativeKernels.Load();
        var faults = new List<Fault>();
        if (options.Threads is { } threads and (< 1 or > Planner.ThreadLimit))
            faults.Add(
                Planner.ThreadFault(threads, Environment.ProcessorCount, "--threads") with
                {
                    Rule = "the number of threads is out of range",
                }
            );
        if (options.Default is { } device && DeviceName.Check(device) is { } fault)
            faults.Add(fault with { Path = "--default" });
        if (faults.Count > 0)
            throw new InvalidInputException(faults);
        // libtorch's setting is inherited by threads that start later, and every cell runs on a new thread.
        if (options.Threads is { } count)
            torch.set_num_threads(count);
        if (options.Default is { } name)
            torch.set_default_device(DeviceName.Parse(name));
        return Task.FromResult(
            new DeviceResult(
                Devices(),
                TorchConfiguration.Read().Summary,
                Environment.ProcessorCount,
                torch.get_num_threads(),
                torch.get_num_interop_threads(),
                host.Variable(NativeKernels.Variable),
                kernels.Loaded ? "" : kernels.Reason,
                kernels.Kernels
            )
        );
    }

    private IReadOnlyList<DeviceItem> Devices()
    {
        var current = torch.get_default_device();
        var cards = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        return
        [
            new("cpu", Doctor.Processor(), current.type == DeviceType.CPU),
            .. Enumerable
                .Range(0, cards)
                .Select(index => new DeviceItem(
                    $"cuda:{index}",
                    Card(index),
                    current.type == DeviceType.CUDA && Math.Max(current.index, 0) == index
                )),
        ];
    }

    /// <summary>
    /// A GPU's model name from the driver; empty when CUDA_VISIBLE_DEVICES is set, because torch's device indices then differ from the
    /// driver's.
    /// </summary>
    private string Card(int index)
    {
        const string folder = "/proc/driver/nvidia/gpus";
        var file =
            host.Variable("CUDA_VISIBLE_DEVICES") is not null || !Directory.Exists(folder)
                ? null
                : Directory
                    .EnumerateDirectories(folder)
                    .Order(StringComparer.Ordinal)
                    .Select(card => Path.Combine(card, "information"))
                    .ElementAtOrDefault(index);
        return file is null || !File.Exists(file)
            ? ""
            : File.ReadLines(file).FirstOrDefault(line => line.StartsWith("Model:", StringComparison.Ordinal))?["Model:".Length..].Trim()
                ?? "";
    }
}
