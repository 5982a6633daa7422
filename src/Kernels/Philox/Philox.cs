namespace Workbench.Kernels;

/// <summary>
/// Counter-based random numbers: Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011, "Parallel Random Numbers: As Easy as 1, 2, 3") with key =
/// seed and counter = (block low, block high, step, role); a block gives four 32-bit words, so word e is word e mod 4 of block e / 4. The
/// native kernel and the C# reference are bitwise equal on every instruction set.
/// </summary>
public static partial class Philox
{
    /// <summary>The element-th 32-bit word of the stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="element">The element's index.</param>
    public static uint UInt32(RandomStream stream, ulong element) => PhiloxReference.Block(stream, element >> 2).Word((int)(element & 3));

    /// <summary>The element-th 64-bit word of the stream: its 32-bit words 2e (low half) and 2e + 1 (high half).</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="element">The element's index.</param>
    public static ulong UInt64(RandomStream stream, ulong element) => PhiloxReference.Block(stream, element >> 1).Pair((int)(element & 1));

    /// <summary>Uniform in [0, 1), on a grid of 2^-24.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="element">The element's index.</param>
    public static float Uniform(RandomStream stream, ulong element) => PhiloxReference.ToUniform(UInt32(stream, element));

    /// <summary>Uniform in [0, 1), on a grid of 2^-53, from the 64-bit word of the element.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="element">The element's index.</param>
    public static double UniformDouble(RandomStream stream, ulong element) => PhiloxReference.ToUniform(UInt64(stream, element));

    /// <summary>
    /// Standard normal, by Box-Muller from the words of the element's pair (2k, 2k + 1), evaluated in double and rounded; no value exceeds
    /// sqrt(2 ln 2^32) = 6.66.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="element">The element's index.</param>
    public static float Normal(RandomStream stream, ulong element)
    {
        var even = element & ~1ul;
        return (float)PhiloxReference.Normal(UInt32(stream, even), UInt32(stream, even + 1), (element & 1) != 0);
    }

    /// <summary>
    /// Standard normal as <see cref="Normal"/>, from the 64-bit words of the pair; no value exceeds sqrt(2 ln 2^53) = 8.57.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="element">The element's index.</param>
    public static double NormalDouble(RandomStream stream, ulong element)
    {
        var even = element & ~1ul;
        return PhiloxReference.Normal(UInt64(stream, even), UInt64(stream, even + 1), (element & 1) != 0);
    }

    /// <summary>
    /// An integer from 0 to <paramref name="n"/> - 1: the high half of (64-bit word x n). A value's probability differs from 1/n by less
    /// than 2^-64.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="element">The element's index.</param>
    /// <param name="n">The number of values, at least 1.</param>
    public static long Below(RandomStream stream, ulong element, long n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        return (long)Math.BigMul(UInt64(stream, element), (ulong)n, out _);
    }

    /// <summary>Writes a uniformly chosen permutation of 0 … length - 1 (Fisher-Yates; swap i uses element i).</summary>
    /// <param name="destination">Receives the permutation.</param>
    /// <param name="stream">The stream.</param>
    public static void Permutation(Span<long> destination, RandomStream stream)
    {
        for (var i = 0; i < destination.Length; i++)
            destination[i] = i;
        for (var i = destination.Length - 1; i > 0; i--)
        {
            var j = (int)Below(stream, (ulong)i, i + 1L);
            (destination[i], destination[j]) = (destination[j], destination[i]);
        }
    }

    /// <summary>A uniformly chosen permutation of 0 … <paramref name="n"/> - 1.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="n">The length of the permutation.</param>
    public static long[] Permutation(RandomStream stream, int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        var permutation = new long[n];
        Permutation(permutation, stream);
        return permutation;
    }

    /// <summary>Fills with <see cref="UInt32"/> of the elements from <paramref name="firstElement"/> on.</summary>
    /// <param name="destination">Receives the numbers.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="firstElement">The element at index 0.</param>
    public static void FillUInt32(Span<uint> destination, RandomStream stream, ulong firstElement = 0)
    {
        if (!PhiloxNative.TryFill(destination, stream, firstElement))
            PhiloxReference.Fill(destination, stream, firstElement);
    }

    /// <summary>Fills with <see cref="Uniform"/> of the elements from <paramref name="firstElement"/> on.</summary>
    /// <inheritdoc cref="FillUInt32"/>
    public static void FillUniform(Span<float> destination, RandomStream stream, ulong firstElement = 0)
    {
        if (!PhiloxNative.TryFillUniform(destination, stream, firstElement))
            PhiloxReference.FillUniform(destination, stream, firstElement);
    }

    /// <summary>Fills with <see cref="UniformDouble"/> of the elements from <paramref name="firstElement"/> on.</summary>
    /// <inheritdoc cref="FillUInt32"/>
    public static void FillUniform(Span<double> destination, RandomStream stream, ulong firstElement = 0)
    {
        if (!PhiloxNative.TryFillUniform(destination, stream, firstElement))
            PhiloxReference.FillUniform(destination, stream, firstElement);
    }

    /// <summary>Fills with <see cref="Normal"/> of the elements from <paramref name="firstElement"/> on.</summary>
    /// <inheritdoc cref="FillUInt32"/>
    public static void FillNormal(Span<float> destination, RandomStream stream, ulong firstElement = 0)
    {
        if (!PhiloxNative.TryFillNormal(destination, stream, firstElement))
            PhiloxReference.FillNormal(destination, stream, firstElement);
    }

    /// <summary>Fills with <see cref="NormalDouble"/> of the elements from <paramref name="firstElement"/> on.</summary>
    /// <inheritdoc cref="FillUInt32"/>
    public static void FillNormal(Span<double> destination, RandomStream stream, ulong firstElement = 0)
    {
        if (!PhiloxNative.TryFillNormal(destination, stream, firstElement))
            PhiloxReference.FillNormal(destination, stream, firstElement);
    }

    /// <summary>Fills with <see cref="Below"/> of the elements from <paramref name="firstElement"/> on.</summary>
    /// <param name="destination">Receives the numbers.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="n">The number of values, at least 1.</param>
    /// <param name="firstElement">The element at index 0.</param>
    public static void FillBelow(Span<long> destination, RandomStream stream, long n, ulong firstElement = 0)
    {
        for (var i = 0; i < destination.Length; i++)
            destination[i] = Below(stream, firstElement + (ulong)i, n);
    }

    /// <summary>1 where the element's word is at least the threshold, else 0.</summary>
    internal static void FillKeep(Span<float> destination, RandomStream stream, ulong threshold)
    {
        if (!PhiloxNative.TryFillKeep(destination, stream, threshold))
            PhiloxReference.FillKeep(destination, stream, threshold);
    }

    /// <summary>Elements whose word is below this threshold are dropped: p 2^32, rounded.</summary>
    internal static ulong DropThreshold(double p) => (ulong)Math.Round(p * 4294967296.0);

    internal static double KeepScale(double p) => p < 1 ? 1 / (1 - p) : 0;
}
