namespace TorchSharp;

public static partial class torch
{
    /// <summary>Uniform whole numbers in [low, high).</summary>
    public static Tensor randint(long low, long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Finish(Op.randint_low_generator.One(low, high, size, generator, dtype ?? ScalarType.Int64, Argument.None, InitializeDevice(device), Argument.None), requires_grad, names);

    /// <summary>Uniform whole numbers in [0, high).</summary>
    public static Tensor randint(long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        randint(0, high, size, dtype, device, requires_grad, generator, names);

    /// <summary>Uniform whole numbers in [low, high).</summary>
    public static Tensor randint(int low, int high, int[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        randint(low, high, Array.ConvertAll(size, x => (long)x), dtype, device, requires_grad, generator, names);

    /// <summary>Uniform whole numbers in [0, high).</summary>
    public static Tensor randint(int high, int[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        randint(0, high, Array.ConvertAll(size, x => (long)x), dtype, device, requires_grad, generator, names);

    /// <summary>The numbers 0 to n - 1 in random order.</summary>
    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        Finish(Op.randperm_generator.One(n, generator, dtype ?? ScalarType.Int64, Argument.None, InitializeDevice(device), Argument.None), requires_grad, null);

    /// <summary>The numbers 0 to n - 1 in random order, written to a tensor.</summary>
    public static Tensor randperm(long n, Tensor @out, Generator? generator = null)
    {
        Op.randperm_generator_out.Run(n, generator, @out);
        return @out;
    }
}
