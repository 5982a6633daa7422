using System.CommandLine;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using TorchSharp;
using Workbench.Kernels;
using Workbench.Kernels.Runtime;

namespace Workbench.Operations;

/// <summary>Options of <see cref="Doctor"/>.</summary>
/// <param name="Measure">Whether to measure the speed of matrix products (about a second).</param>
/// <param name="Ledger">The ledger's folder; null for the default.</param>
public sealed record DoctorOptions(bool Measure, string? Ledger);

/// <summary>A problem and its remedy.</summary>
/// <param name="What">The problem.</param>
/// <param name="Remedy">How to solve it.</param>
public sealed record DoctorIssue(string What, string Remedy);

/// <summary>A property of the machine.</summary>
/// <param name="Subject">The name: "libtorch".</param>
/// <param name="Value">The value, as text.</param>
public sealed record Finding(string Subject, string Value);

/// <summary>The result of an additional check by another part of the program.</summary>
/// <param name="Findings">The properties that were found.</param>
/// <param name="Complaints">The problems.</param>
public sealed record Examination(IReadOnlyList<Finding> Findings, IReadOnlyList<DoctorIssue> Complaints);

/// <summary>The state of the machine.</summary>
/// <param name="Findings">Versions, processor, folders.</param>
/// <param name="Kernels">The native kernels, and whether each is on.</param>
/// <param name="GemmGigaflops">Float32 product of 1024 x 1024 matrices through the torch operator, GFLOP/s; null when not measured.</param>
/// <param name="Complaints">The problems, each with a remedy.</param>
public sealed record DoctorResult(
    IReadOnlyList<Finding> Findings,
    IReadOnlyList<KernelInfo> Kernels,
    double? GemmGigaflops,
    IReadOnlyList<DoctorIssue> Complaints
);

/// <summary>Reports versions, torch, threads, kernels, speed, GPU and folders of the machine, and problems with them.</summary>
/// <param name="host">Folders and environment variables.</param>
/// <param name="more">An additional check, of parts of the program that this assembly does not reference; null for none.</param>
public sealed class Doctor(HostEnvironment host, Func<HostEnvironment, Examination>? more = null) : Operation<DoctorOptions, DoctorResult>
{
    private readonly Option<bool> _quick = new("--quick") { Description = "Do not measure the speed of matrix products" };
    private readonly Option<string?> _ledger = SharedOptions.Ledger();

    /// <inheritdoc/>
    public override string Name => "doctor";

    /// <inheritdoc/>
    public override string Summary => "Show versions, threads, kernels, speed and GPU of this machine, and report problems";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [new("doctor", "every check"), new("doctor --quick --json", "the same for a script, without measuring")];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        command.Options.Add(_quick);
        command.Options.Add(_ledger);
    }

    /// <inheritdoc/>
    public override DoctorOptions Bind(ParseResult parsed) => new(!parsed.GetValue(_quick), parsed.GetValue(_ledger));

    /// <inheritdoc/>
    public override Task<DoctorResult> RunAsync(DoctorOptions options, IProgress<OperationEvent> progress, CancellationToken cancellation)
    {
        var findings = new List<Finding>
        {
            new("workbench", ProductVersion.Text),
            new(".NET", RuntimeInformation.FrameworkDescription),
            new("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}"),
            new("processor", Processor()),
            new("instruction sets", InstructionSets()),
        };
        var complaints = new List<DoctorIssue>();
        KernelStatus? kernels = null;
        MatrixProductSpeed? speed = null;
        try
        {
            kernels = InspectTorch(findings, complaints);
            if (options.Measure)
            {
                progress.Report(new StepStarted("measuring matrix products"));
                speed = MatrixProductSpeed.Measure(clock: host.Clock);
            }
        }
        catch (TorchRuntimeException failed)
        {
            complaints.Add(new($"libtorch could not be loaded: {failed.Message}", "training is not possible without it"));
        }
        if (more?.Invoke(host) is { } examination)
        {
            findings.AddRange(examination.Findings);
            complaints.AddRange(examination.Complaints);
        }
        InspectFolders(options, findings, complaints);
        return Task.FromResult(new DoctorResult(findings, kernels?.Kernels ?? [], speed?.Operator, complaints));
    }

    private KernelStatus InspectTorch(List<Finding> findings, List<DoctorIssue> complaints)
    {
        var status = NativeKernels.Load();
        var configuration = TorchConfiguration.Read();
        findings.Add(new("TorchSharp", $"{typeof(torch).Assembly.GetName().Version?.ToString(3)} ({typeof(torch).Assembly.Location})"));
        findings.Add(new("libtorch", $"{torch.__version__} ({TorchRuntime.Status?.Folder ?? "loaded by the system"})"));
        if (TorchRuntime.Status?.Remark is { Length: > 0 } remark)
            findings.Add(new("loading", remark));
        findings.Add(new("math libraries", configuration.MathLibraries is { Length: > 0 } libraries ? libraries : "unknown"));
        findings.Add(new("libtorch uses", configuration.Capability is { Length: > 0 } capability ? capability : "unknown"));
        findings.Add(new("threads", $"{torch.get_num_threads()} in an operator, {Environment.ProcessorCount} processors"));
        findings.Add(new("GPU", torch.cuda.is_available() ? $"{torch.cuda.device_count()} with CUDA" : "none usable by this libtorch"));
        findings.Add(new("kernels", status.Loaded ? status.Library : $"off: {status.Reason}"));
        if (!status.Loaded && host.Variable(NativeKernels.Variable) is not "off")
            complaints.Add(
                new(
                    $"the native kernels are off ({status.Reason}); training is slower",
                    "install cmake and g++ and start through ./workbench, which builds them"
                )
            );
        if (!torch.cuda.is_available() && File.Exists("/proc/driver/nvidia/version"))
            complaints.Add(
                new(
                    "there is an NVIDIA driver, but this libtorch has no CUDA",
                    "build with WORKBENCH_BUILD_ARGS=-p:Torch=cuda; the README says how"
                )
            );
        return status;
    }

    private void InspectFolders(DoctorOptions options, List<Finding> findings, List<DoctorIssue> complaints)
    {
        var ledger = options.Ledger is { } option ? host.Resolve(option) : Path.Combine(host.Folders.Data, "ledger");
        foreach (var (name, path) in new[] { ("data cache", Path.Combine(host.Folders.Cache, "data")), ("ledger", ledger) })
        {
            var exists = Directory.Exists(path);
            findings.Add(new(name, exists ? $"{path} ({Sizes.Bytes(FolderInspection.Bytes(path))})" : $"{path} (does not exist yet)"));
            if (!FolderInspection.CanWrite(path))
                complaints.Add(new($"the {name} cannot be written: {path}", "make it writable, or set XDG_DATA_HOME and XDG_CACHE_HOME"));
        }
        if (FolderInspection.FreeBytes(ledger) is { } free && free < 1_000_000_000)
            complaints.Add(
                new(
                    $"only {Sizes.Bytes(free)} are free on the disk of the ledger ({ledger})",
                    $"free some space, or choose another ledger with --ledger; {new CommandRef("runs clean")} shows what it would free"
                )
            );
        if (host.Variable("OMP_NUM_THREADS") is { } threads && int.TryParse(threads, out var count) && count > Environment.ProcessorCount)
            complaints.Add(
                new(
                    $"OMP_NUM_THREADS={count} is more than the {Environment.ProcessorCount} processors; oversubscription makes "
                        + "operators slow",
                    "unset it, or lower it"
                )
            );
    }

    /// <summary>The processor's model and count.</summary>
    internal static string Processor()
    {
        const string info = "/proc/cpuinfo";
        var model = File.Exists(info)
            ? File.ReadLines(info).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            : null;
        return $"{model ?? RuntimeInformation.ProcessArchitecture.ToString()}, {Environment.ProcessorCount} processors";
    }

    private static string InstructionSets()
    {
        var sets = new (string Name, bool Supported)[]
        {
            ("AVX2", Avx2.IsSupported),
            ("FMA", Fma.IsSupported),
            ("AVX-512F", Avx512F.IsSupported),
            ("AVX-512BW", Avx512BW.IsSupported),
            ("AVX-512 VNNI", Has("avx512_vnni")),
            ("AVX-512 BF16", Has("avx512_bf16")),
            ("AMX", Has("amx_tile")),
        };
        // A missing AMX is listed too, because bf16 matrix products use it where it is available.
        return string.Join(
            ", ",
            sets.Where(set => set.Supported || set.Name == "AMX").Select(set => set.Supported ? set.Name : $"no {set.Name}")
        );

        static bool Has(string flag) =>
            File.Exists("/proc/cpuinfo")
            && File.ReadLines("/proc/cpuinfo")
                .FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal))
                ?.Split(' ')
                .Contains(flag) == true;
    }
}
