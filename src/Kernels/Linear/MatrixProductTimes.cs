using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>How the matrices of a product lie in memory.</summary>
public enum MatrixLayout
{
    /// <summary>Both by rows: x W, the gradient of a linear layer's input.</summary>
    Plain,

    /// <summary>The second is the transpose of a contiguous matrix: x W', a linear layer.</summary>
    SecondTransposed,

    /// <summary>The first is: y' x, the gradient of a linear layer's weight.</summary>
    FirstTransposed,
}

/// <summary>Seconds of one float32 product [M, K] x [K, N].</summary>
/// <param name="M">Rows of the result.</param>
/// <param name="N">Its columns.</param>
/// <param name="K">The terms of each of its numbers.</param>
/// <param name="Threads">libtorch's threads at the time.</param>
/// <param name="Operator">Through the torch operator.</param>
/// <param name="Library">Through the torch operator with libtorch's own product (MKL's), whether the kernel gemm is on or not.</param>
public sealed record MatrixProductTimes(long M, long N, long K, int Threads, double Operator, double Library)
{
    /// <summary>The operator's speed over that with libtorch's own product: 1 is as fast, and about 1 where gemm is off.</summary>
    public double Ratio => Library / Operator;

    /// <summary>Measures both in turns, after a warm-up: the medians.</summary>
    /// <param name="m">Rows of the result, at least 1.</param>
    /// <param name="n">Its columns, at least 1.</param>
    /// <param name="k">The terms of each of its numbers, at least 1.</param>
    /// <param name="layout">How the matrices lie, for both.</param>
    /// <param name="repetitions">Turns.</param>
    /// <param name="clock">The clock; null takes the system's.</param>
    /// <returns>Null when the native library is off: there is nothing to compare then.</returns>
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
