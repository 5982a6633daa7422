using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>Memory layout of the matrices of a product.</summary>
public enum MatrixLayout
{
    /// <summary>Both row-major: x W, the gradient of a linear layer's input.</summary>
    Plain,

    /// <summary>The second is the transpose of a contiguous matrix: x W', a linear layer.</summary>
    SecondTransposed,

    /// <summary>The first is the transpose of a contiguous matrix: y' x, the gradient of a linear layer's weight.</summary>
    FirstTransposed,
}

/// <summary>Seconds of one float32 product [M, K] x [K, N].</summary>
/// <param name="M">Rows of the result.</param>
/// <param name="N">Columns of the result.</param>
/// <param name="K">The inner dimension.</param>
/// <param name="Threads">Number of libtorch threads during the measurement.</param>
/// <param name="Operator">Time of the torch operator.</param>
/// <param name="Library">Time of the torch operator with the kernel gemm suspended, so with libtorch's own product (MKL).</param>
public sealed record MatrixProductTimes(long M, long N, long K, int Threads, double Operator, double Library)
{
    /// <summary>Speed of the operator relative to libtorch's own product; about 1 when gemm is off.</summary>
    public double Ratio => Library / Operator;

    /// <summary>Measures both alternately after a warm-up, and returns the medians.</summary>
    /// <param name="m">Rows of the result, at least 1.</param>
    /// <param name="n">Columns of the result, at least 1.</param>
    /// <param name="k">The inner dimension, at least 1.</param>
    /// <param name="layout">Memory layout of the matrices.</param>
    /// <param name="repetitions">Number of measurements of each.</param>
    /// <param name="clock">The clock; null means the system clock.</param>
    /// <returns>Null when the native library is off, so that there is nothing to compare.</returns>
    public static MatrixProductTimes? Measure(
        long m,
        long n,
        long k,
        MatrixLayout layout = MatrixLayout.Plain,
        int repetitions = 51,
        TimeProvider? clock = null
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(m, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(repetitions, 1);
        if (!NativeKernels.Load().Loaded)
            return null;
        clock ??= TimeProvider.System;
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var a = Drawn("a", m, k, layout == MatrixLayout.FirstTransposed); // [M, K]
        var b = Drawn("b", k, n, layout == MatrixLayout.SecondTransposed); // [K, N]
        var (ours, library) = (new double[repetitions], new double[repetitions]);
        for (var i = -1; i < repetitions; i++)
        {
            var (one, other) = (Seconds(Multiply), LibrarySeconds());
            if (i >= 0)
                (ours[i], library[i]) = (one, other);
        }
        Array.Sort(ours);
        Array.Sort(library);
        return new(m, n, k, get_num_threads(), ours[repetitions / 2], library[repetitions / 2]);

        void Multiply() => mm(a, b).Dispose();

        double LibrarySeconds()
        {
            using var suspended = NativeKernels.Suspend(MatrixProducts.Kernel);
            return Seconds(Multiply);
        }

        double Seconds(Action product)
        {
            var start = clock.GetTimestamp();
            product();
            return clock.GetElapsedTime(start).TotalSeconds;
        }
    }

    private static Tensor Drawn(string name, long rows, long columns, bool transposed)
    {
        var stream = RandomStream.Named(0, $"measure/{name}");
        return transposed ? Philox.normal([columns, rows], stream).t() : Philox.normal([rows, columns], stream);
    }
}
