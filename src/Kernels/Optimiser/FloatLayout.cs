namespace Workbench.Kernels;

/// <summary>Memory layout of a float32 tensor on the CPU. Does not own the tensor.</summary>
internal readonly unsafe struct FloatLayout
{
    private const int Float32 = 6,
        Cpu = 0,
        Strided = 0; // c10::ScalarType::Float, c10::DeviceType::CPU, c10::Layout::Strided

    private readonly NativeTensor _tensor;

    private FloatLayout(nint handle)
    {
        _tensor = new NativeTensor(handle);
        Count = 1;
        for (var d = 0; d < _tensor.Rank; d++)
            Count *= _tensor.Sizes[d];
    }

    /// <summary>Pointer to the first element.</summary>
    internal float* Start => _tensor.Start;

    /// <summary>Number of elements.</summary>
    internal long Count { get; }

    /// <summary>Reads a tensor by its handle; returns false for another type, device or layout.</summary>
    internal static bool TryRead(nint handle, out FloatLayout layout)
    {
        // Check the layout first, because a sparse tensor has no strides.
        int kind,
            device,
            form;
        var fits =
            TorchAbi.Layout(handle, &form) == 0
            && form == Strided
            && TorchAbi.DeviceType(handle, &device) == 0
            && device == Cpu
            && TorchAbi.ScalarType(handle, &kind) == 0
            && kind == Float32
            && !NativeMethods.THSTensor_is_neg(handle);
        layout = fits ? new FloatLayout(handle) : default;
        return fits;
    }

    /// <summary>Whether the elements fill their memory without gaps or overlap, in any order of dimensions.</summary>
    internal bool IsDense
    {
        get
        {
            if (Count == 0)
                return true;
            // In order of increasing strides, each stride must be the product of the sizes of the previous dimensions.
            var reached = 1L;
            ulong seen = 0;
            for (var round = 0; round < _tensor.Rank; round++)
            {
                var next = -1;
                for (var d = 0; d < _tensor.Rank; d++)
                    if (_tensor.Sizes[d] != 1 && (seen >> d & 1) == 0 && (next < 0 || _tensor.Strides[d] < _tensor.Strides[next]))
                        next = d;
                if (next < 0)
                    break;
                if (_tensor.Strides[next] != reached)
                    return false;
                reached *= _tensor.Sizes[next];
                seen |= 1UL << next;
            }
            return true;
        }
    }

    /// <summary>Whether another tensor has the same shape and the same memory layout.</summary>
    internal bool IsLike(in FloatLayout other)
    {
        if (_tensor.Rank != other._tensor.Rank)
            return false;
        for (var d = 0; d < _tensor.Rank; d++)
            if (
                _tensor.Sizes[d] != other._tensor.Sizes[d]
                || (_tensor.Strides[d] != other._tensor.Strides[d] && _tensor.Sizes[d] != 1 && Count != 0)
            )
                return false;
        return true;
    }
}
