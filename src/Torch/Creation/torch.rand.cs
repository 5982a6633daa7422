namespace TorchSharp;

public static partial class torch
{
    /// <summary>Uniform numbers in [0, 1).</summary>
    public static Tensor rand(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        MakeRandom(Op.rand_generator, size, dtype, device, requires_grad, generator, names);

    /// <summary>Uniform numbers in [0, 1).</summary>
    public static Tensor rand(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        MakeRandom(Op.rand_generator, size.ToArray(), dtype, device, requires_grad, generator, names);

    /// <summary>Uniform numbers in [0, 1).</summary>
    public static Tensor rand(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        MakeRandom(Op.rand_generator, [size], dtype, device, requires_grad, generator, names);

    /// <summary>Uniform numbers in [0, 1).</summary>
    public static Tensor rand(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        MakeRandom(Op.rand_generator, [rows, columns], dtype, device, requires_grad, generator, names);

    /// <summary>Uniform numbers in [0, 1).</summary>
    public static Tensor rand(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        MakeRandom(Op.rand_generator, [dim0, dim1, dim2], dtype, device, requires_grad, generator, names);

    /// <summary>Uniform numbers in [0, 1).</summary>
    public static Tensor rand(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        MakeRandom(Op.rand_generator, [dim0, dim1, dim2, dim3], dtype, device, requires_grad, generator, names);

    /// <summary>Uniform numbers in [0, 1).</summary>
    public static Tensor rand(int size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        MakeRandom(Op.rand_generator, [size], dtype, device, requires_grad, generator, names);

    /// <summary>Uniform numbers in [0, 1).</summary>
    public static Tensor rand(int rows, int columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        MakeRandom(Op.rand_generator, [rows, columns], dtype, device, requires_grad, generator, names);

    /// <summary>Uniform numbers in [0, 1).</summary>
    public static Tensor rand(int dim0, int dim1, int dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        MakeRandom(Op.rand_generator, [dim0, dim1, dim2], dtype, device, requires_grad, generator, names);

    /// <summary>Uniform numbers in [0, 1).</summary>
    public static Tensor rand(int dim0, int dim1, int dim2, int dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        MakeRandom(Op.rand_generator, [dim0, dim1, dim2, dim3], dtype, device, requires_grad, generator, names);
}
