using System.Runtime.InteropServices;
using TorchSharp;

namespace Workbench.Kernels;

/// <summary>
/// Loads the native kernels and registers them with libtorch. Everything works without them, slower; <c>WORKBENCH_KERNELS=off</c> turns
/// all of them off, <c>WORKBENCH_KERNELS=gemm=off,philox=off</c> single ones.
/// </summary>
public static class NativeKernels
{
    /// <summary>The environment variable that turns kernels off.</summary>
    public const string Variable = "WORKBENCH_KERNELS";

    internal const string LibraryName = "workbench_kernels";
    internal static readonly IReadOnlyList<string> Names =
    [
        "attention",
        "embedding",
        "feedforward",
        "gemm",
        "head",
        "linear-attention",
        "memory",
        "norms",
        "optimiser",
        "philox",
        "rope",
    ];

    private static readonly Lock Gate = new();
    private static KernelStatus? _status;
    private static HashSet<string> _on = [];

    static NativeKernels() =>
        NativeLibrary.SetDllImportResolver(typeof(NativeKernels).Assembly, (name, _, _) => name == LibraryName ? _handle : 0);

    private static nint _handle;

    /// <summary>Whether the kernel runs: false before <see cref="Load"/>.</summary>
    internal static bool IsOn(string kernel) => Volatile.Read(ref _on).Contains(kernel);

    /// <summary>
    /// Lets plain operators do a kernel's work in this process until disposed: for comparing the two. (gemm, which takes the place of libtorch's
    /// own operators, can be turned off by <c>WORKBENCH_KERNELS</c> only.)
    /// </summary>
    /// <param name="kernels">The kernels' names.</param>
    internal static IDisposable Suspend(params string[] kernels)
    {
        var before = Volatile.Read(ref _on);
        Volatile.Write(ref _on, [.. before.Except(kernels)]);
        return new Suspension(before);
    }

    private sealed class Suspension(HashSet<string> before) : IDisposable
    {
        public void Dispose() => Volatile.Write(ref _on, before);
    }

    /// <summary>
    /// Loads and registers the kernels on the first call, and answers what it found on every call. The native library is loaded only when the
    /// libtorch of this process is the one it was linked to; otherwise it stays off and the status says why.
    /// </summary>
    /// <exception cref="ArgumentException"><c>WORKBENCH_KERNELS</c> names what is not a kernel.</exception>
    public static KernelStatus Load()
    {
        lock (Gate)
        {
            if (_status is { } known) return known;
            var status = Attempt(KernelSwitches.Parse(Environment.GetEnvironmentVariable(Variable)));
            Volatile.Write(ref _on, [.. status.Kernels.Where(kernel => kernel.On).Select(kernel => kernel.Name)]);
            Volatile.Write(ref _status, status);
            return status;
        }
    }

    /// <summary>Whether this process' libtorch has an operator; null when the native library, which asks the dispatcher, is not loaded.</summary>
    /// <param name="name">"aten::scaled_dot_product_attention".</param>
    /// <param name="overload">"Tensor", "out"; empty for the operator that has none.</param>
    public static bool? HasOperator(string name, string overload = "")
    {
        if (!Load().Loaded) return null;
        try
        {
            NativeMethods.Check(NativeMethods.workbench_has_operator(name, overload, out var found));
            return found != 0;
        }
        catch (EntryPointNotFoundException)
        {
            // A library of an earlier build.
            return null;
        }
    }

    /// <summary>Makes TorchSharp load its libtorch, whichever it is, before the kernels look for it.</summary>
    private static void EnsureTorch() => torch.empty(0).Dispose();

    private static KernelStatus Attempt(KernelSwitches switches)
    {
        var library = Path.Combine(AppContext.BaseDirectory, $"lib{LibraryName}.so");
        var linked = LinkedTorch.ReadManifest(library);
        if (switches.AllOff) return AllOff($"{Variable}=off");
        if (!File.Exists(library)) return AllOff($"{library} is not there: it is built on Linux, by building src/Kernels");
        EnsureTorch();
        var process = LinkedTorch.OfProcess();
        if (LinkedTorch.Mismatch(linked, process) is { } mismatch) return AllOff(mismatch);
        try
        {
            _handle = NativeLibrary.Load(library);
        }
        catch (DllNotFoundException missing)
        {
            return AllOff($"{library} does not load: {missing.Message}");
        }
        // A libtorch that refuses a registration costs that kernel, not the program.
        var refusal = NativeMethods.Message(NativeMethods.workbench_register(string.Join(',', switches.Off)));
        var kernels = NativeMethods.Describe().Select(kernel =>
            refusal is null || kernel.On || switches.Off.Contains(kernel.Name) ? kernel : kernel with { Reason = refusal });
        return new KernelStatus(true, refusal ?? "", library, linked, process, [.. kernels]);

        KernelStatus AllOff(string reason) => new(
            false, reason, library, linked, LinkedTorch.OfProcess(), [.. Names.Select(name => new KernelInfo(name, false, "", reason))]);
    }
}
