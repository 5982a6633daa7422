namespace Workbench.Kernels;

/// <summary>
/// The memory of tensors on the CPU. What freed tensors of a megabyte and more leave, up to a gigabyte, is kept for later ones (kernel
/// <c>memory</c>): a training step then finds the pages of the last one, instead of paying for them again.
/// </summary>
public static class TensorMemory
{
    /// <summary>Gives back to the system what freed tensors have left; what lives is not touched.</summary>
    /// <returns>Bytes of the blocks that were kept. 0 where the native library is not loaded.</returns>
    public static long Release()
    {
        if (!NativeKernels.Load().Loaded)
            return 0;
        NativeMethods.Check(NativeMethods.workbench_release_memory(out var size));
        return size;
    }
}
