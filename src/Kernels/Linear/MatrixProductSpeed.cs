using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>The measured speed of a float32 product of two N x N matrices, in GFLOP/s (2 N^3 operations per product).</summary>
/// <param name="N">Rows and columns.</param>
/// <param name="Threads">Number of libtorch threads during the measurement.</param>
/// <param name="Operator">Speed of the torch operator.</param>
public sealed record MatrixProductSpeed(long N, int Threads, double Operator)
{
    /// <summary>Measures, after a warm-up, the median of several products.</summary>
    /// <param name="n">Rows and columns, at least 1.</param>
    /// <param name="repetitions">Number of measured products.</param>
    /// <param name="clock">The clock; null means the system clock.</param>
    public static MatrixProductSpeed Measure(long n = 1024, int repetitions = 5, TimeProvider? clock = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(repetitions, 1);
        clock ??= TimeProvider.System;
        using var guard = no_grad();
        using var a = Philox.normal([n, n], RandomStream.Named(0, "measure/a"));
        using var b = Philox.normal([n, n], RandomStream.Named(0, "measure/b"));
        var viaOperator = Median(() => mm(a, b).Dispose());
        return new MatrixProductSpeed(n, get_num_threads(), viaOperator);

        double Median(Action product)
        {
            product();
            var seconds = new double[repetitions];
            for (var i = 0; i < repetitions; i++)
            {
                var start = clock.GetTimestamp();
                product();
                seconds[i] = clock.GetElapsedTime(start).TotalSeconds;
            }
            Array.Sort(seconds);
            return 2.0 * n * n * n / seconds[repetitions / 2] * 1e-9;
        }
    }
}
