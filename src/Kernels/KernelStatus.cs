namespace Workbench.Kernels;

/// <summary>The state of one native kernel.</summary>
/// <param name="Name">The kernel's name, as in <c>WORKBENCH_KERNELS</c>: <c>norms</c>, <c>philox</c>.</param>
/// <param name="On">Whether the kernel is enabled; otherwise libtorch's operator or the C# reference is used.</param>
/// <param name="InstructionSet">The instruction set selected at run time: <c>avx512</c>, <c>avx2</c>, <c>scalar</c>; empty when
/// off.</param>
/// <param name="Reason">Why the kernel is off; empty when on. Not necessarily an error: gemm is off where libtorch's products are as
/// fast.</param>
public sealed record KernelInfo(string Name, bool On, string InstructionSet, string Reason);

/// <summary>The result of <see cref="NativeKernels.Load"/>.</summary>
/// <param name="Loaded">Whether the native library is loaded.</param>
/// <param name="Reason">Why the library is not loaded; empty when it is.</param>
/// <param name="Library">The path of the native library.</param>
/// <param name="Kernels">Every kernel.</param>
public sealed record KernelStatus(bool Loaded, string Reason, string Library, IReadOnlyList<KernelInfo> Kernels)
{
    /// <summary>Whether a kernel is enabled.</summary>
    /// <param name="kernel">The kernel's name.</param>
    public bool IsOn(string kernel) => Kernels.Any(k => k.On && k.Name == kernel);
}
