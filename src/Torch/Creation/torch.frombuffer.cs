using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A vector that shares an array's memory; the array stays where it is as long as a tensor uses it.</summary>
    /// <param name="rawArray">An array of numbers.</param>
    /// <param name="dtype">The tensor's type; another than the array's makes a converted copy.</param>
    /// <param name="count">Number of elements; all from <paramref name="offset"/> on by default.</param>
    /// <param name="offset">The first element.</param>
    /// <param name="requires_grad">Record for gradients.</param>
    /// <exception cref="ArgumentException">The offset is outside the array, or its elements cannot be shared.</exception>
    /// <exception cref="IndexOutOfRangeException">The count goes beyond the array.</exception>
    public static unsafe Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        ArgumentNullException.ThrowIfNull(rawArray);
        if (offset < 0 || offset >= rawArray.LongLength)
            throw new ArgumentException($"invalid value for 'offset': {offset}");
        if (count < 0)
            count = rawArray.LongLength - offset;
        if (count > rawArray.LongLength - offset)
            throw new IndexOutOfRangeException($"element count is too large: {count}");
        var type = ScalarTypes.Required(rawArray.GetType().GetElementType()!);
        var pin = GCHandle.Alloc(rawArray, GCHandleType.Pinned); // refuses what cannot be shared
        var data = (byte*)pin.AddrOfPinnedObject() + offset * type.ElementSize();
        Guard.Check(NativeMethods.wt_tensor_from_blob(data, &count, 1, (int)type, &Unpin, GCHandle.ToIntPtr(pin), out var made));
        var shared = new Tensor(made);
        return Finish(dtype == type ? shared : shared.to_type(dtype, disposeAfter: true), requires_grad, null);
    }

    [UnmanagedCallersOnly]
    private static void Unpin(nint state) => GCHandle.FromIntPtr(state).Free();
}
