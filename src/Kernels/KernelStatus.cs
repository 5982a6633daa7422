namespace Workbench.Kernels;

/// <summary>One native kernel and whether it runs.</summary>
/// <param name="Name">Its name, as <c>WORKBENCH_KERNELS</c> takes it: <c>norms</c>, <c>philox</c>.</param>
/// <param name="On">Whether it runs; if not, libtorch's own operator or the C# reference does its work.</param>
/// <param name="InstructionSet">What it was compiled for and chose at run time: <c>avx512</c>, <c>avx2</c>, <c>scalar</c>; empty when
/// off.</param>
/// <param name="Reason">Why it is off, which need not be a fault: gemm is off where libtorch's products are as fast. Empty when on.</param>
public sealed record KernelInfo(string Name, bool On, string InstructionSet, string Reason);

/// <summary>What <see cref="NativeKernels.Load"/> found.</summary>
/// <param name="Loaded">Whether the native library is loaded.</param>
/// <param name="Reason">Why it is not; empty when all is well.</param>
/// <param name="Library">The path of the native library.</param>
/// <param name="Kernels">Every kernel.</param>
public sealed record KernelStatus(bool Loaded, string Reason, string Library, IReadOnlyList<KernelInfo> Kernels)
{
    /// <summary>Whether the kernel of that name runs.</summary>
    /// <param name="kernel">The kernel's name.</param>
    public bool IsOn(string kernel) => Kernels.Any(k => k.On && k.Name == kernel);
}
