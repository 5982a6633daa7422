using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace TorchSharp.Utils;

/// <summary>The elements of a tensor in the processor's memory, in row-major order whatever the strides.</summary>
public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    private readonly torch.Tensor _tensor; // an alias, or a resolved copy where a conjugate or negation was pending
    private readonly long[] _sizes, _strides;
    private readonly bool _contiguous;
    private readonly nint _data;

    internal TensorAccessor(torch.Tensor tensor)
    {
        if (tensor.device_type != DeviceType.CPU)
            throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
        var info = tensor.Info;
        _tensor = tensor.is_sparse
            ? tensor.to_dense()
            : info.IsLazy ? tensor.Resolved() : tensor.alias();
        // The accessor's own handle lives as long as the accessor, whatever scope is open.
        _tensor.DetachFromDisposeScope();
        _sizes = _tensor.shape;
        _strides = _tensor.stride();
        _contiguous = _tensor.is_contiguous();
        _data = _tensor.DataPointer();
        Count = info.Elements;
    }

    /// <summary>Number of elements.</summary>
    public long Count { get; }

    /// <summary>False: elements can be set.</summary>
    public bool IsReadOnly => false;

    /// <summary>An element by its indices, or by its position in row-major order.</summary>
    /// <exception cref="IndexOutOfRangeException">An index is outside its dimension.</exception>
    public unsafe T this[params long[] indices]
    {
        get => ((T*)_data)[Offset(indices)];
        set => ((T*)_data)[Offset(indices)] = value;
    }

    /// <summary>All elements.</summary>
    public T[] ToArray()
    {
        if (Count > Array.MaxLength)
            throw new InvalidOperationException($"{Count} elements are more than an array can hold.");
        var array = new T[Count];
        CopyTo(array.AsSpan());
        return array;
    }

    /// <summary>All elements, in an array with the tensor's dimensions.</summary>
    public Array ToNDArray()
    {
        if (_sizes.Length == 0)
            return new[] { this[0] };
        var array = Array.CreateInstance(typeof(T), _sizes);
        var position = new long[_sizes.Length];
        for (long k = 0; k < Count; k++)
        {
            array.SetValue(this[k], position);
            for (var d = _sizes.Length - 1; d >= 0 && ++position[d] == _sizes[d]; d--)
                position[d] = 0;
        }
        return array;
    }

    /// <summary>Copies elements from position <paramref name="tensorIndex"/> on to an array.</summary>
    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    /// <summary>Copies elements from position <paramref name="tensorIndex"/> on to a span, as many as both hold.</summary>
    public unsafe void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var target = array[arrayIndex..];
        var count = (int)Math.Min(target.Length, Count - tensorIndex);
        if (_contiguous)
            new ReadOnlySpan<T>((T*)_data + tensorIndex, count).CopyTo(target);
        else
            for (var k = 0; k < count; k++)
                target[k] = ((T*)_data)[Offset(tensorIndex + k)];
        GC.KeepAlive(_tensor);
    }

    /// <summary>Sets elements from position <paramref name="tensorIndex"/> on.</summary>
    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom(array.AsSpan(), arrayIndex, tensorIndex);

    /// <summary>Sets elements from position <paramref name="tensorIndex"/> on, as many as both hold.</summary>
    public unsafe void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var source = array[arrayIndex..];
        var count = (int)Math.Min(source.Length, Count - tensorIndex);
        if (_contiguous)
            source[..count].CopyTo(new Span<T>((T*)_data + tensorIndex, count));
        else
            for (var k = 0; k < count; k++)
                ((T*)_data)[Offset(tensorIndex + k)] = source[k];
        GC.KeepAlive(_tensor);
    }

    /// <summary>Same elements, in the same order.</summary>
    public static bool operator ==(TensorAccessor<T> left, TensorAccessor<T> right) =>
        left.Count == right.Count && left.SequenceEqual(right);

    /// <summary>Different elements.</summary>
    public static bool operator !=(TensorAccessor<T> left, TensorAccessor<T> right) => !(left == right);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is TensorAccessor<T> other && this == other;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, Count > 0 ? this[0] : default);

    /// <summary>Releases the accessor's hold on the tensor.</summary>
    public void Dispose() => _tensor.Dispose();

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
    {
        for (long k = 0; k < Count; k++)
            yield return this[k];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal static T ReadItemAt(torch.Tensor tensor, long index)
    {
        using var accessor = tensor.data<T>();
        return accessor[index];
    }

    private long Offset(long[] indices)
    {
        if (_tensor.IsInvalid)
            throw new InvalidOperationException("Tensor invalid -- empty handle.");
        if (indices.Length == 1)
            return Offset(indices[0]);
        if (indices.Length != _sizes.Length)
            throw new ArgumentException($"{indices.Length} indices for {_sizes.Length} dimensions.");
        long offset = 0;
        for (var d = 0; d < indices.Length; d++)
        {
            if (indices[d] < 0 || indices[d] >= _sizes[d])
                throw new IndexOutOfRangeException($"Index {indices[d]} is outside dimension {d} of size {_sizes[d]}.");
            offset += indices[d] * _strides[d];
        }
        return offset;
    }

    private long Offset(long position)
    {
        if (position < 0 || position >= Count)
            throw new IndexOutOfRangeException($"Index {position} is outside a tensor of {Count} elements.");
        if (_contiguous)
            return position;
        long offset = 0;
        for (var d = _sizes.Length - 1; d >= 0; d--)
        {
            offset += position % _sizes[d] * _strides[d];
            position /= _sizes[d];
        }
        return offset;
    }
}
