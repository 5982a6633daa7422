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

    /// <summary>Uniform whole numbers in [low, high).</summary>
    public static Tensor randint(long low, long high, Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        randint(low, high, size.Shape, dtype, device, requires_grad, generator, names);

    /// <summary>Uniform whole numbers in [0, high).</summary>
    public static Tensor randint(long high, Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        randint(0, high, size.Shape, dtype, device, requires_grad, generator, names);

    /// <summary>True or false, each with probability one half.</summary>
    public static bool randint_bool(Generator? generator = null) => randint_long(2, generator) == 1;

    /// <summary>A whole number in [0, high).</summary>
    public static int randint_int(int high, Generator? generator = null) => (int)randint_long(high, generator);

    /// <summary>A whole number in [low, high).</summary>
    public static int randint_int(int low, int high, Generator? generator = null) => (int)randint_long(low, high, generator);

    /// <summary>A whole number in [0, high).</summary>
    public static long randint_long(long high, Generator? generator = null) => randint_long(0, high, generator);

    /// <summary>A whole number in [low, high).</summary>
    public static long randint_long(long low, long high, Generator? generator = null)
    {
        using var number = randint(low, high, Array.Empty<long>(), device: CPU, generator: generator);
        return number.item<long>();
    }

    /// <summary>A uniform number in [0, 1).</summary>
    public static double rand_float(Generator? generator = null)
    {
        using var number = rand(Array.Empty<long>(), ScalarType.Float64, CPU, generator: generator);
        return number.item<double>();
    }

    /// <summary>A standard normal number.</summary>
    public static double randn_float(Generator? generator = null)
    {
        using var number = randn(Array.Empty<long>(), ScalarType.Float64, CPU, generator: generator);
        return number.item<double>();
    }
}
