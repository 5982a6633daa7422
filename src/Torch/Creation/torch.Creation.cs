using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    private static ScalarType _defaultType = ScalarType.Float32;
    private static Device? _defaultDevice;

    /// <summary>The type that real numbers get where none is given; single precision unless set otherwise.</summary>
    public static ScalarType get_default_dtype() => _defaultType;

    /// <summary>Sets the type that real numbers get where none is given.</summary>
    /// <exception cref="ArgumentException">It is not a type of real numbers.</exception>
    public static void set_default_dtype(ScalarType dtype) => _defaultType = is_floating_point(dtype)
        ? dtype
        : throw new ArgumentException("only floating-point types are supported as the default type", nameof(dtype));

    /// <summary>Sets the type that real numbers get where none is given to that of a tensor.</summary>
    public static void set_default_tensor_type(Tensor t) => set_default_dtype(t.dtype);

    /// <summary>The device on which tensors are made where none is given; the processor unless set otherwise.</summary>
    public static Device get_default_device() => _defaultDevice ?? CPU;

    /// <summary>Sets the device on which tensors are made where none is given.</summary>
    public static void set_default_device(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        _defaultDevice = InitializeDevice(device);
    }

    /// <summary>Sets the device on which tensors are made where none is given.</summary>
    public static void set_default_device(string device) => set_default_device(new Device(device));

    /// <summary>Numbers from start towards stop (exclusive). Whole numbers give Int64 unless a type is given.</summary>
    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        dtype ??= is_integral(start.Type) && is_integral(stop.Type) && is_integral(step.Type) ? ScalarType.Int64 : _defaultType;
        var numbers = is_complex(dtype.Value) ? _defaultType : dtype.Value;
        var made = Op.arange_start_step.One(start, stop, step, numbers, Argument.None, InitializeDevice(device), Argument.None);
        return Finish(numbers == dtype ? made : made.to_type(dtype.Value, disposeAfter: true), requires_grad, null);
    }

    /// <summary>Numbers from start towards stop (exclusive) in steps of one.</summary>
    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    /// <summary>Numbers from zero towards stop (exclusive) in steps of one.</summary>
    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    /// <summary>A matrix with ones on the diagonal; square unless columns are given.</summary>
    public static Tensor eye(long rows, long columns = -1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Finish(Op.eye_m.One(rows, columns == -1 ? rows : columns, dtype ?? _defaultType, Argument.None, InitializeDevice(device), Argument.None), requires_grad, names);

    /// <summary>Numbers at equal distances from start to end, both included.</summary>
    public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(Op.linspace.One(start, end, steps, dtype ?? _defaultType, Argument.None, InitializeDevice(device), Argument.None), requires_grad, null);

    /// <summary>Powers of a base, their exponents at equal distances from start to end, both included.</summary>
    public static Tensor logspace(double start, double end, long steps, double @base = 10, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(Op.logspace.One(start, end, steps, @base, dtype ?? _defaultType, Argument.None, InitializeDevice(device), Argument.None), requires_grad, null);

    /// <summary>Complex numbers of real and imaginary parts.</summary>
    public static Tensor complex(Tensor real, Tensor imag) => Op.complex.One(real, imag);

    /// <summary>Complex numbers of magnitudes and angles.</summary>
    public static Tensor polar(Tensor abs, Tensor angle) => Op.polar.One(abs, angle);

    /// <summary>Uninitialised memory with given sizes and strides.</summary>
    public static Tensor empty_strided(long[] size, long[] strides, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Finish(Op.empty_strided.One(size, strides, dtype ?? _defaultType, Argument.None, InitializeDevice(device), Argument.None), requires_grad, names);

    /// <summary>Normal numbers of a mean and a standard deviation.</summary>
    public static Tensor normal(double mean, double std, ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Finish(Make(Op.empty_memory_format, size.ToArray(), dtype, device, false, names).normal_(mean, std, generator), requires_grad, null);

    /// <summary>A tensor of an array of any rank; the elements are copied.</summary>
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    /// <summary>A tensor of an array of any rank; the elements are copied.</summary>
    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        ArgumentNullException.ThrowIfNull(rawArray);
        var element = rawArray.GetType().GetElementType()!;
        var type = ScalarTypes.Required(element);
        var shape = Enumerable.Range(0, rawArray.Rank).Select(rawArray.GetLongLength).ToArray();
        return FromBytes(BytesOf(rawArray, type), type, shape, dtype, device, requires_grad, names);
    }

    /// <summary>A tensor of an array of any rank; the elements are copied.</summary>
    public static Tensor as_tensor(Array data, ScalarType? dtype = null, Device? device = null) => from_array(data, dtype, device);

    /// <summary>The same tensor, of another type or on another device if asked for.</summary>
    public static Tensor as_tensor(Tensor data, ScalarType? dtype = null, Device? device = null) =>
        (dtype is null || dtype == data.dtype) && device is null
            ? data.alias()
            : data.to(dtype ?? data.dtype, device ?? data.device);

    internal static Tensor Make(Operator op, long[] size, ScalarType? dtype, Device? device, bool requires_grad, string[]? names) =>
        Finish(op.One(size, dtype ?? _defaultType, Argument.None, InitializeDevice(device), Argument.None), requires_grad, names);

    internal static Tensor MakeRandom(Operator op, long[] size, ScalarType? dtype, Device? device, bool requires_grad, Generator? generator, string[]? names) =>
        Finish(op.One(size, generator, dtype ?? _defaultType, Argument.None, InitializeDevice(device), Argument.None), requires_grad, names);

    internal static Tensor MakeFull(long[] size, Scalar value, ScalarType? dtype, Device? device, bool requires_grad, string[]? names) =>
        Finish(Op.full.One(size, value, dtype ?? (is_integral(value.Type) ? ScalarType.Int64 : is_complex(value.Type) ? value.Type : _defaultType),
            Argument.None, InitializeDevice(device), Argument.None), requires_grad, names);

    // Sizes are often given as int; long sizes of one dimension as a number.
    internal static Tensor Finish(Tensor made, bool requires_grad, string[]? names)
    {
        if (names is { Length: > 0 })
            made.rename_(names);
        if (requires_grad)
            made.requires_grad = true;
        return made;
    }

    internal static Tensor FromSpan<T>(ReadOnlySpan<T> data, ReadOnlySpan<long> dimensions, ScalarType? dtype, Device? device, bool requires_grad, string[]? names)
        where T : unmanaged =>
        FromBytes(MemoryMarshal.AsBytes(data), ScalarTypes.Required(typeof(T)), dimensions.ToArray(), dtype, device, requires_grad, names);

    internal static Tensor FromArray<T>(Array data, ScalarType? dtype, Device? device, bool requires_grad, string[]? names) where T : unmanaged =>
        from_array(data, dtype, device, requires_grad, names);

    internal static Tensor FromList<T>(IList<T> data, ReadOnlySpan<long> dimensions, ScalarType? dtype, Device? device, bool requires_grad, string[]? names)
        where T : unmanaged =>
        FromSpan<T>(data as T[] ?? [.. data], dimensions, dtype, device, requires_grad, names);

    internal static Tensor FromScalar<T>(T value, ScalarType? dtype, Device? device, bool requires_grad) where T : unmanaged =>
        FromSpan(new ReadOnlySpan<T>(in value), [], dtype, device, requires_grad, null);

    private static unsafe ReadOnlySpan<byte> BytesOf(Array array, ScalarType type) =>
        MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(array), checked((int)(array.LongLength * type.ElementSize())));

    private static unsafe Tensor FromBytes(ReadOnlySpan<byte> data, ScalarType type, long[] shape, ScalarType? dtype, Device? device, bool requires_grad, string[]? names)
    {
        var bytes = type.ElementSize() * shape.Aggregate(1L, (product, size) => checked(product * size));
        if (bytes > data.Length)
            throw new ArgumentException($"mismatched total size creating a tensor from an array: {bytes / type.ElementSize()} vs. {data.Length / type.ElementSize()}");
        device = InitializeDevice(device);
        var local = Op.empty_memory_format.One(shape, type, Argument.None, CPU, Argument.None);
        data[..(int)bytes].CopyTo(new Span<byte>((void*)local.DataPointer(), (int)bytes));
        if (device.type != DeviceType.CPU || dtype is { } wanted && wanted != type)
            local = local.to(dtype ?? type, device, disposeAfter: true);
        return Finish(local, requires_grad, names);
    }
}
