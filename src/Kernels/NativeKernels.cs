using System.Runtime.InteropServices;
using TorchSharp;
using Workbench.Kernels.Runtime;

namespace Workbench.Kernels;

/// <summary>
/// Loads the native kernels. Without them everything works, but slower. <c>WORKBENCH_KERNELS=off</c> turns all kernels off,
/// <c>WORKBENCH_KERNELS=norms=off,philox=off</c> individual ones. <c>gemm</c> is on where it is faster than libtorch's products;
/// <c>WORKBENCH_KERNELS=gemm=on</c> turns it on everywhere.
/// </summary>
public static class NativeKernels
{
    /// <summary>The name of the kernel that computes nothing: it lets tensors take freed blocks of memory.</summary>
    public const string Memory = "memory";

    /// <summary>The environment variable that turns kernels on and off.</summary>
    public const string Variable = "WORKBENCH_KERNELS";

    internal const string LibraryName = "workbench_kernels";

    /// <summary>The names of all kernels.</summary>
    internal static readonly IReadOnlyList<string> Names =
    [
        "attention",
        "embedding",
        "feedforward",
        "gemm",
        "head",
        "linear",
        "linear-attention",
        Memory,
        "norms",
        "optimiser",
        "philox",
        "rope",
    ];

    private static readonly Lock Gate = new();
    private static KernelStatus? _status;
    private static HashSet<string> _on = [];
    private static nint _handle;

    static NativeKernels() =>
        NativeLibrary.SetDllImportResolver(typeof(NativeKernels).Assembly, (name, _, _) => name == LibraryName ? _handle : 0);

    /// <summary>Whether a kernel is enabled; false before <see cref="Load"/>.</summary>
    internal static bool IsOn(string kernel) => Volatile.Read(ref _on).Contains(kernel);

    /// <summary>Whether a kernel is enabled and supports tensors like this: float32 on the CPU.</summary>
    internal static bool Takes(string kernel, torch.Tensor like) =>
        like.device_type == DeviceType.CPU && like.dtype == torch.ScalarType.Float32 && IsOn(kernel);

    /// <summary>
    /// Disables kernels in this process until disposed, for comparisons; plain operators are used instead, and libtorch's own products
    /// and allocation instead of gemm and memory.
    /// </summary>
    /// <param name="kernels">The kernels' names.</param>
    public static IDisposable Suspend(params string[] kernels)
    {
        var before = Volatile.Read(ref _on);
        TurnOn([.. before.Except(kernels)]);
        return new Suspension(before);
    }

    private static void TurnOn(HashSet<string> kernels)
    {
        Volatile.Write(ref _on, kernels);
        MatrixProducts.Use(kernels.Contains(MatrixProducts.Kernel));
        BlockReuse.Use(kernels.Contains(Memory));
    }

    private sealed class Suspension(HashSet<string> before) : IDisposable
    {
        public void Dispose() => TurnOn(before);
    }

    /// <summary>Loads libtorch and the kernels on the first call; every call returns the status.</summary>
    /// <exception cref="ArgumentException"><c>WORKBENCH_KERNELS</c> is invalid.</exception>
    /// <exception cref="TorchRuntimeException">libtorch cannot be loaded.</exception>
    public static KernelStatus Load()
    {
        lock (Gate)
        {
            if (_status is { } known)
                return known;
            TorchRuntime.Load();
            var status = Attempt(KernelSwitches.Parse(Environment.GetEnvironmentVariable(Variable)));
            TurnOn([.. status.Kernels.Where(kernel => kernel.On).Select(kernel => kernel.Name)]);
            Volatile.Write(ref _status, status);
            return status;
        }
    }

    private static KernelStatus Attempt(KernelSwitches switches)
    {
        var library = Path.Combine(
            Path.GetDirectoryName(typeof(NativeKernels).Assembly.Location) is { Length: > 0 } beside ? beside : AppContext.BaseDirectory,
            $"lib{LibraryName}.so"
        );
        if (switches.AllOff)
            return AllOff($"{Variable}=off");
        if (!File.Exists(library))
            return AllOff($"{library} does not exist: building src/Kernels creates it, on Linux, with CMake and a C++ compiler");
        if (!TorchAbi.IsComplete)
            return AllOff($"libtorch {torch.__version__} lacks functions of the stable C interface (2.10 has them)");
        try
        {
            _handle = NativeLibrary.Load(library);
            ScalarLifetime.Extend(_handle);
            NativeMethods.Check(NativeMethods.workbench_use_threads(TorchAbi.ParallelFor, TorchAbi.ThreadCount));
            MatrixProducts.Find();
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            return AllOff($"{library} does not load: {missing.Message}");
        }
        var set = Marshal.PtrToStringUTF8(NativeMethods.workbench_instruction_set()) ?? "";
        return new KernelStatus(
            true,
            "",
            library,
            [
                .. Names.Select(name =>
                    WhyOff(name) is { } reason ? new KernelInfo(name, false, "", reason) : new KernelInfo(name, true, set, "")
                ),
            ]
        );

        string? WhyOff(string name) =>
            switches.Off.Contains(name) ? $"{Variable} turns it off"
            : name == Memory ? BlockReuse.Install()
            : name != MatrixProducts.Kernel ? null
            : (switches.On.Contains(name) ? null : MatrixProducts.WhyOff()) ?? MatrixProducts.Install();

        KernelStatus AllOff(string reason) =>
            new(false, reason, library, [.. Names.Select(name => new KernelInfo(name, false, "", reason))]);
    }
}
