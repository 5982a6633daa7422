using Workbench.Kernels;
using Workbench.Models.Attention;

namespace Workbench.Tests.ModelTests;

/// <summary>Random features against theory: unbiased, with the variance of the papers, and an error that falls as features^-1/2.</summary>
public sealed class RandomFeatureTests
{
    private const int Width = 8;
    private static readonly double[] X = [0.3, -0.2, 0.5, 0.1, -0.4, 0.2, 0.0, 0.3];
    private static readonly double[] Y = [0.1, 0.4, 0.2, -0.3, 0.2, 0.5, -0.1, 0.2];

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    private static double Norm2(double sign) => X.Zip(Y, (x, y) => (x + sign * y) * (x + sign * y)).Sum();

    private static double Kernel => Math.Exp(Dot(X, Y));

    private static double Estimate(PerformerKernel kernel, double[] directions)
    {
        var (size, sum) = (Math.Exp((Dot(X, X) + Dot(Y, Y)) / 2), 0.0);
        var count = directions.Length / Width;
        for (var i = 0; i < count; i++)
        {
            var w = directions.AsSpan(i * Width, Width);
            var (a, b) = (Dot(w, X), Dot(w, Y));
            sum += kernel switch
            {
                PerformerKernel.FavorPlus => Math.Exp(a + b) / size,
                PerformerKernel.Hyperbolic => (Math.Exp(a + b) + Math.Exp(-a - b)) / (2 * size),
                _ => (Math.Sin(a) * Math.Sin(b) + Math.Cos(a) * Math.Cos(b)) * size,
            };
        }
        return sum / count;
    }

    private static (double Mean, double Variance) Measure(PerformerKernel kernel, int features, bool orthogonal, int draws)
    {
        var estimates = Enumerable
            .Range(0, draws)
            .Select(draw => Estimate(kernel, RandomProjections.Draw(features, Width, orthogonal, RandomStream.Named(draw, "features"))))
            .ToArray();
        var mean = estimates.Average();
        return (mean, estimates.Sum(one => (one - mean) * (one - mean)) / (draws - 1));
    }

    private static double Theory(PerformerKernel kernel, int features) =>
        kernel switch
        {
            PerformerKernel.FavorPlus => Math.Exp(Norm2(1)) * Kernel * Kernel * (1 - Math.Exp(-Norm2(1))) / features,
            PerformerKernel.Hyperbolic => Math.Exp(Norm2(1))
                * Kernel
                * Kernel
                * (1 - Math.Exp(-Norm2(1)))
                * (1 - Math.Exp(-Norm2(1)))
                / (2 * features),
            _ => Math.Exp(Norm2(1)) / (Kernel * Kernel) * Math.Pow(1 - Math.Exp(-Norm2(-1)), 2) / (2 * features),
        };

    [Theory]
    [InlineData(PerformerKernel.FavorPlus)]
    [InlineData(PerformerKernel.Favor)]
    [InlineData(PerformerKernel.Hyperbolic)]
    public void Estimates_are_unbiased_with_the_variance_of_the_theory(PerformerKernel kernel)
    {
        const int draws = 40_000;
        var (mean, variance) = Measure(kernel, 4, orthogonal: false, draws);
        var theory = Theory(kernel, 4);
        Assert.InRange(mean, Kernel - 4 * Math.Sqrt(theory / draws), Kernel + 4 * Math.Sqrt(theory / draws));
        Assert.InRange(variance / theory, 0.95, 1.05);
    }

    [Theory]
    [InlineData(PerformerKernel.FavorPlus)]
    [InlineData(PerformerKernel.Hyperbolic)]
    public void Orthogonal_directions_stay_unbiased_and_vary_less(PerformerKernel kernel)
    {
        const int draws = 10_000;
        var (mean, variance) = Measure(kernel, Width, orthogonal: true, draws);
        var theory = Theory(kernel, Width);
        Assert.InRange(mean, Kernel - 4 * Math.Sqrt(theory / draws), Kernel + 4 * Math.Sqrt(theory / draws));
        Assert.True(variance < theory, $"{variance} against {theory}");
    }

    [Fact]
    public void The_error_falls_as_one_over_the_root_of_the_features()
    {
        var few = Measure(PerformerKernel.FavorPlus, 16, orthogonal: false, 2_000).Variance;
        var many = Measure(PerformerKernel.FavorPlus, 256, orthogonal: false, 2_000).Variance;
        Assert.InRange(Math.Sqrt(few / many), 0.9 * 4, 1.1 * 4);
    }

    [Fact]
    public void Orthogonal_rows_are_orthogonal_in_blocks_with_gaussian_norms()
    {
        var rows = RandomProjections.Draw(20, Width, orthogonal: true, RandomStream.Named(1, "rows"));
        for (var i = 0; i < 20; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (i / Width == j / Width)
                    Assert.Equal(0, Dot(rows.AsSpan(i * Width, Width), rows.AsSpan(j * Width, Width)), 1e-10);
            }
        }
        // |w|^2 is chi-squared with d degrees of freedom: mean d, variance 2d. Rows of norm sqrt(d) would have variance 0.
        var squares = Enumerable
            .Range(0, 2_000)
            .SelectMany(draw => RandomProjections.Draw(Width, Width, true, RandomStream.Named(draw, "norms")).Chunk(Width))
            .Select(row => Dot(row, row))
            .ToArray();
        var mean = squares.Average();
        Assert.InRange(mean / Width, 0.98, 1.02);
        Assert.InRange(squares.Average(one => (one - mean) * (one - mean)) / (2 * Width), 0.93, 1.07);
    }

    [Fact]
    public void More_features_keep_the_first_ones() =>
        Assert.Equal(
            RandomProjections.Draw(5, Width, true, RandomStream.Named(1, "rows")),
            RandomProjections.Draw(7, Width, true, RandomStream.Named(1, "rows"))[..(5 * Width)]
        );
}
