using FsCheck.Fluent;
using MathNet.Numerics.Distributions;

namespace Workbench.Kernels.Tests;

public class PhiloxTests
{
    private static readonly RandomStream Stream = RandomStream.Named(42, "tests");

    // The known answers that Random123 publishes for philox4x32-10: counter, key, result.
    [Theory]
    [InlineData(new uint[] { 0, 0, 0, 0 }, new uint[] { 0, 0 }, new uint[] { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 })]
    [InlineData(
        new uint[] { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff },
        new uint[] { 0xffffffff, 0xffffffff },
        new uint[] { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd }
    )]
    [InlineData(
        new uint[] { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 },
        new uint[] { 0xa4093822, 0x299f31d0 },
        new uint[] { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 }
    )]
    public void Known_answers(uint[] counter, uint[] key, uint[] expected)
    {
        var block = PhiloxReference.Block(new(counter[0], counter[1], counter[2], counter[3]), key[0], key[1]);
        Assert.Equal(expected, new[] { block.W0, block.W1, block.W2, block.W3 });

        // The same through a stream: counter words 2 and 3 are the step and the role, words 0 and 1 the block.
        var stream = new RandomStream(key[0] | ((ulong)key[1] << 32), Role: counter[3], Step: counter[2]);
        var number = counter[0] | ((ulong)counter[1] << 32);
        if (number > ulong.MaxValue / 4)
            return; // no element has so high a block
        Assert.Equal(expected[0], Philox.UInt32(stream, number * 4));
        Assert.Equal(expected[3], Philox.UInt32(stream, number * 4 + 3));
    }

    [Fact]
    public void A_fill_gives_each_element_its_own_value_wherever_it_starts()
    {
        var whole = new float[300];
        Philox.FillNormal(whole, Stream);
        for (var first = 0; first < 70; first++)
        {
            var part = new float[first + 33];
            Philox.FillNormal(part, Stream, (ulong)first);
            Assert.Equal(whole.AsSpan(first, part.Length).ToArray(), part);
        }
        Assert.Equal(whole[17], Philox.Normal(Stream, 17));
    }

    [Fact]
    public void Seed_role_and_step_each_make_another_stream()
    {
        var others = new[]
        {
            RandomStream.Named(43, "tests"),
            RandomStream.Named(42, "tests "),
            RandomStream.Named(42, "tests", 1),
            Stream.At(2),
        };
        foreach (var other in others)
        {
            var shared = Enumerable.Range(0, 1000).Count(i => Philox.UInt32(other, (ulong)i) == Philox.UInt32(Stream, (ulong)i));
            Assert.Equal(0, shared);
        }
        Assert.Equal(Stream, RandomStream.Named(42, "tests"));
        Assert.Equal(Stream.At(7), RandomStream.Named(42, "tests", 7));
    }

    [Fact]
    public void A_step_out_of_range_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomStream.Named(1, "x", -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomStream.Named(1, "x", 1L << 32));
        Assert.Throws<ArgumentOutOfRangeException>(() => Stream.At(-1));
    }

    private const int Sample = 40_000;

    [Fact]
    public void Uniforms_lie_in_their_interval_and_have_their_distribution()
    {
        AssertDistribution(Draw<float>(Philox.FillUniform), value => Math.Clamp(value, 0, 1), mean: 0.5, variance: 1.0 / 12);
        AssertDistribution(Draw<double>(Philox.FillUniform), value => Math.Clamp(value, 0, 1), mean: 0.5, variance: 1.0 / 12);
        Assert.All(Draw<float>(Philox.FillUniform)(0), value => Assert.InRange(value, 0, 1 - Math.Pow(2, -24)));
    }

    [Fact]
    public void Normals_have_their_distribution_and_the_two_of_a_pair_are_independent()
    {
        AssertDistribution(Draw<float>(Philox.FillNormal), value => Normal.CDF(0, 1, value), mean: 0, variance: 1);
        AssertDistribution(Draw<double>(Philox.FillNormal), value => Normal.CDF(0, 1, value), mean: 0, variance: 1);
        var z = Draw<double>(Philox.FillNormal)(0);
        var correlation = Enumerable.Range(0, Sample / 2).Average(i => z[2 * i] * z[2 * i + 1]);
        Assert.InRange(correlation, -4 / Math.Sqrt(Sample / 2), 4 / Math.Sqrt(Sample / 2));
    }

    private delegate void Fill<T>(Span<T> destination, RandomStream stream, ulong firstElement);

    private static Func<int, double[]> Draw<T>(Fill<T> fill)
        where T : unmanaged, IConvertible =>
        step =>
        {
            var values = new T[Sample];
            fill(values, Stream.At(step), 0);
            return [.. values.Select(value => value.ToDouble(null))];
        };

    // Over nine streams: mean and variance within five standard errors, and Kolmogorov-Smirnov distances sqrt(n) D whose median is near
    // the law's 0.83 and of which none is absurd.
    private static void AssertDistribution(Func<int, double[]> draw, Func<double, double> distribution, double mean, double variance)
    {
        var distances = new List<double>();
        for (var step = 0; step < 9; step++)
        {
            var sorted = draw(step);
            Array.Sort(sorted);
            var n = sorted.Length;
            Assert.Equal(mean, sorted.Average(), 5 * Math.Sqrt(variance / n));
            Assert.Equal(variance, sorted.Average(value => (value - mean) * (value - mean)), 5 * variance * Math.Sqrt(2.0 / n));
            distances.Add(
                Math.Sqrt(n)
                    * sorted.Select((value, i) => Math.Max(distribution(value) - (double)i / n, (i + 1.0) / n - distribution(value))).Max()
            );
        }
        Assert.InRange(distances.Order().ElementAt(4), 0.5, 1.2);
        Assert.InRange(distances.Max(), 0.5, 2.2);
    }

    [Fact]
    public void The_logarithm_and_the_turn_are_exact_to_rounding()
    {
        for (ulong i = 0; i < 20_000; i++)
        {
            var u = 1 - Philox.UniformDouble(Stream, i) * (i % 2 == 0 ? 1 : 1e-6);
            Assert.Equal(Math.Log(u), PhiloxReference.Log(u), Math.Abs(Math.Log(u)) * 1e-15 + 1e-300);
            var v = Philox.UniformDouble(Stream.At(1), i);
            var (sine, cosine) = PhiloxReference.SinCosOfTurn(v);
            Assert.Equal(Math.SinCos(2 * Math.PI * v).Sin, sine, 2e-15);
            Assert.Equal(Math.SinCos(2 * Math.PI * v).Cos, cosine, 2e-15);
        }
        Assert.Equal(0, PhiloxReference.Log(1));
        Assert.Equal(Math.Log(Math.Pow(2, -53)), PhiloxReference.Log(Math.Pow(2, -53)), 1e-14);
    }

    [Fact]
    public void Below_is_in_range_and_even()
    {
        FsCheck.Check.QuickThrowOnFailure(
            Prop.ForAll<ulong, uint>((element, n) => Philox.Below(Stream, element, n + 1L) is var value && value >= 0 && value <= n)
        );
        var counts = new int[7];
        for (ulong i = 0; i < 70_000; i++)
            counts[Philox.Below(Stream, i, 7)]++;
        var chi = counts.Sum(count => (count - 10_000.0) * (count - 10_000.0) / 10_000);
        Assert.True(chi < ChiSquared.InvCDF(6, 0.999), $"chi squared {chi}");
        Assert.Throws<ArgumentOutOfRangeException>(() => Philox.Below(Stream, 0, 0));
        Assert.InRange(Philox.Below(Stream, 5, long.MaxValue), 0, long.MaxValue - 1);
    }

    [Fact]
    public void Permutations_are_permutations_and_each_is_as_likely()
    {
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (long)i), Philox.Permutation(Stream, 1000).Order());
        Assert.Empty(Philox.Permutation(Stream, 0));
        var counts = new Dictionary<string, int>();
        for (var step = 0; step < 24_000; step++)
        {
            var key = string.Concat(Philox.Permutation(Stream.At(step), 4));
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }
        Assert.Equal(24, counts.Count);
        var chi = counts.Values.Sum(count => (count - 1000.0) * (count - 1000.0) / 1000);
        Assert.True(chi < ChiSquared.InvCDF(23, 0.999), $"chi squared {chi}");
    }
}
