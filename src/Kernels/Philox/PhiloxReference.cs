namespace Workbench.Kernels;

/// <summary>
/// Reference implementation of the generator in C#, used where the native library is unavailable; native/ops/philox must be bitwise equal.
/// Uses only +, -, *, / and square root on doubles, in a fixed order and without fused multiply-add, so that results are equal on every
/// IEEE 754 machine.
/// </summary>
internal static class PhiloxReference
{
    // The published multipliers and Weyl constants of Philox4x32.
    private const uint Multiplier0 = 0xD2511F53,
        Multiplier1 = 0xCD9E8D57,
        Weyl0 = 0x9E3779B9,
        Weyl1 = 0xBB67AE85;
    private const int Rounds = 10;

    /// <summary>Four words.</summary>
    internal readonly record struct Words(uint W0, uint W1, uint W2, uint W3)
    {
        public uint Word(int index) =>
            index switch
            {
                0 => W0,
                1 => W1,
                2 => W2,
                _ => W3,
            };

        public ulong Pair(int index) => index == 0 ? W0 | ((ulong)W1 << 32) : W2 | ((ulong)W3 << 32);
    }

    internal static Words Block(RandomStream stream, ulong block) =>
        Block(new Words((uint)block, (uint)(block >> 32), stream.Step, stream.Role), (uint)stream.Seed, (uint)(stream.Seed >> 32));

    /// <summary>The Philox4x32-10 bijection, in the form of the published known-answer tests.</summary>
    internal static Words Block(Words counter, uint key0, uint key1)
    {
        unchecked
        {
            var (c0, c1, c2, c3) = counter;
            for (var round = 0; round < Rounds; round++)
            {
                var product0 = (ulong)Multiplier0 * c0;
                var product1 = (ulong)Multiplier1 * c2;
                (c0, c1, c2, c3) = ((uint)(product1 >> 32) ^ c1 ^ key0, (uint)product1, (uint)(product0 >> 32) ^ c3 ^ key1, (uint)product0);
                key0 += Weyl0;
                key1 += Weyl1;
            }
            return new Words(c0, c1, c2, c3);
        }
    }

    internal static float ToUniform(uint word) => (word >> 8) * (1f / (1 << 24));

    internal static double ToUniform(ulong word) => (word >> 11) * (1.0 / (1L << 53));

    /// <summary>Box-Muller on two 32-bit words: u in (0, 1] for the radius, v in [0, 1) for the angle.</summary>
    internal static double Normal(uint first, uint second, bool odd) =>
        BoxMuller((first + 1.0) * (1.0 / (1L << 32)), second * (1.0 / (1L << 32)), odd);

    /// <summary>Box-Muller on two 64-bit words.</summary>
    internal static double Normal(ulong first, ulong second, bool odd) =>
        BoxMuller(((first >> 11) + 1.0) * (1.0 / (1L << 53)), (second >> 11) * (1.0 / (1L << 53)), odd);

    private static double BoxMuller(double u, double v, bool odd)
    {
        var radius = Math.Sqrt(-2.0 * Log(u));
        var (sine, cosine) = SinCosOfTurn(v);
        return radius * (odd ? sine : cosine);
    }

    /// <summary>
    /// ln u for u in (0, 1]: u = 2^k m with m in [0.70, 1.41], ln m = 2 artanh(s) with s = (m - 1) / (m + 1), as its Taylor series (|s|
    /// &lt; 0.172, so twelve terms leave less than 2^-60).
    /// </summary>
    internal static double Log(double u)
    {
        const double ln2 = 0.69314718055994530942;
        const long half = 0x3FE6A09E00000000; // just below sqrt(1/2), the lower end of the interval of m
        var bits = BitConverter.DoubleToInt64Bits(u);
        var k = (bits - half) >> 52;
        var m = BitConverter.Int64BitsToDouble(bits - (k << 52));
        var s = (m - 1.0) / (m + 1.0);
        var z = s * s;
        var series = 1.0 / 23;
        series = series * z + 1.0 / 21;
        series = series * z + 1.0 / 19;
        series = series * z + 1.0 / 17;
        series = series * z + 1.0 / 15;
        series = series * z + 1.0 / 13;
        series = series * z + 1.0 / 11;
        series = series * z + 1.0 / 9;
        series = series * z + 1.0 / 7;
        series = series * z + 1.0 / 5;
        series = series * z + 1.0 / 3;
        series = series * z + 1.0;
        return k * ln2 + 2.0 * s * series;
    }

    /// <summary>
    /// sin and cos of 2 pi v for v in [0, 1): the nearest quarter turn is subtracted exactly, and the rest (at most pi/4) is evaluated by
    /// the Taylor series, whose first omitted term is below 2^-56.
    /// </summary>
    internal static (double Sine, double Cosine) SinCosOfTurn(double v)
    {
        var quarters = v * 4.0;
        var quadrant = (int)(quarters + 0.5); // 0 … 4
        var x = (quarters - quadrant) * 1.57079632679489661923;
        var z = x * x;
        var sine = 1.0 / 355687428096000;
        sine = sine * z - 1.0 / 1307674368000;
        sine = sine * z + 1.0 / 6227020800;
        sine = sine * z - 1.0 / 39916800;
        sine = sine * z + 1.0 / 362880;
        sine = sine * z - 1.0 / 5040;
        sine = sine * z + 1.0 / 120;
        sine = sine * z - 1.0 / 6;
        sine = sine * z + 1.0;
        sine = sine * x;
        var cosine = 1.0 / 20922789888000;
        cosine = cosine * z - 1.0 / 87178291200;
        cosine = cosine * z + 1.0 / 479001600;
        cosine = cosine * z - 1.0 / 3628800;
        cosine = cosine * z + 1.0 / 40320;
        cosine = cosine * z - 1.0 / 720;
        cosine = cosine * z + 1.0 / 24;
        cosine = cosine * z - 1.0 / 2;
        cosine = cosine * z + 1.0;
        var (a, b) = (quadrant & 1) != 0 ? (cosine, sine) : (sine, cosine);
        return ((quadrant & 2) != 0 ? -a : a, ((quadrant + 1) & 2) != 0 ? -b : b);
    }

    internal static void Fill(Span<uint> destination, RandomStream stream, ulong first)
    {
        for (var i = 0; i < destination.Length; i++)
            destination[i] = Philox.UInt32(stream, first + (ulong)i);
    }

    internal static void FillUniform(Span<float> destination, RandomStream stream, ulong first)
    {
        for (var i = 0; i < destination.Length; i++)
            destination[i] = Philox.Uniform(stream, first + (ulong)i);
    }

    internal static void FillUniform(Span<double> destination, RandomStream stream, ulong first)
    {
        for (var i = 0; i < destination.Length; i++)
            destination[i] = Philox.UniformDouble(stream, first + (ulong)i);
    }

    internal static void FillNormal(Span<float> destination, RandomStream stream, ulong first)
    {
        for (var i = 0; i < destination.Length; i++)
            destination[i] = Philox.Normal(stream, first + (ulong)i);
    }

    internal static void FillNormal(Span<double> destination, RandomStream stream, ulong first)
    {
        for (var i = 0; i < destination.Length; i++)
            destination[i] = Philox.NormalDouble(stream, first + (ulong)i);
    }

    internal static void FillKeep(Span<float> destination, RandomStream stream, ulong threshold)
    {
        for (var i = 0; i < destination.Length; i++)
            destination[i] = Philox.UInt32(stream, (ulong)i) >= threshold ? 1 : 0;
    }
}
