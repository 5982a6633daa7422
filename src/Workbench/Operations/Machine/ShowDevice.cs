using System.CommandLine;
using TorchSharp;
using Workbench.Ablation;
using Workbench.Kernels;
using Workbench.Kernels.Runtime;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>What to set before looking.</summary>
/// <param name="Threads">Threads of one operator from now on; null changes nothing.</param>
/// <param name="Default">Where tensors are made from now on when nothing else is said; null changes nothing.</param>
public sealed record ShowDeviceOptions(int? Threads, string? Default);

/// <summary>A device.</summary>
/// <param name="Name">As it is written: "cpu", "cuda:0".</param>
/// <param name="Model">What it is; empty when unknown.</param>
/// <param name="IsDefault">Whether tensors are made there when nothing else is said.</param>
public sealed record DeviceItem(string Name, string Model, bool IsDefault);

/// <summary>What this process computes on.</summary>
/// <param name="Devices">The devices that can be used.</param>
/// <param name="Torch">TorchSharp, libtorch and its math libraries, with their versions.</param>
/// <param name="Processors">Logical processors.</param>
/// <param name="Threads">Threads of one operator.</param>
/// <param name="InteropThreads">Threads that run independent operators.</param>
/// <param name="KernelSwitch">What WORKBENCH_KERNELS says; null when it is not set.</param>
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

/// <summary>Shows what computes here: devices, threads, kernels; in a notebook also sets threads and the default device.</summary>
/// <param name="host">For environment variables.</param>
public sealed class ShowDevice(HostEnvironment host) : Operation<ShowDeviceOptions, DeviceResult>
{
    private readonly Option<int?> _threads = new("--threads")
    {
        Description = "Threads of one operator in later cells (runs of studies choose their own)",
        HelpName = "n",
    };
    private readonly Option<string?> _default = new("--default")
    {
        Description = "Where later cells make tensors: cpu, cuda or cuda:INDEX",
        HelpName = "device",
    };

    /// <inheritdoc/>
    public override string Name => "device";

    /// <inheritdoc/>
    public override string Summary => "Show what computes here: devices, threads, native kernels";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [new("device", "look"), new("device --threads 1", "in a notebook: one thread for tensors of later cells")];

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
                    Rule = "an operator needs a number of threads that a machine can have",
                }
            );
        if (options.Default is { } device && DeviceName.Check(device) is { } fault)
            faults.Add(fault with { Path = "--default" });
        if (faults.Count > 0)
            throw new InvalidInputException(faults);
        // Threads that start later take the number over, and every cell has a thread of its own.
        if (options.Threads is { } count)
            torch.set_num_threads(count);
        if (options.Default is { } where)
            torch.set_default_device(DeviceName.Parse(where));
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
        var usual = torch.get_default_device();
        var cards = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        return
        [
            new("cpu", Doctor.Processor(), usual.type == DeviceType.CPU),
            .. Enumerable
                .Range(0, cards)
                .Select(index => new DeviceItem(
                    $"cuda:{index}",
                    Card(index),
                    usual.type == DeviceType.CUDA && Math.Max(usual.index, 0) == index
                )),
        ];
    }

    /// <summary>A card's name as its driver tells it; empty where CUDA_VISIBLE_DEVICES makes torch count differently.</summary>
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
