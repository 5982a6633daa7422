using MathNet.Numerics.LinearAlgebra;
using Workbench.Kernels;

namespace Workbench.Models.Attention;

/// <summary>Draws the projections of random features.</summary>
internal static class RandomProjections
{
    /// <summary>
    /// M vectors w_i ~ N(0, I) of dimension d, row-major. If orthogonal, each block of d rows is a uniformly distributed orthogonal matrix
    /// with rows rescaled to the norm of an independent Gaussian vector (chi with d degrees of freedom), so that each row alone is still
    /// N(0, I). Rows of unit norm, or of norm sqrt(d), would bias the estimate. Choromanski et al. 2021.
    /// </summary>
    /// <param name="count">M.</param>
    /// <param name="width">d.</param>
    /// <param name="orthogonal">Whether the rows of a block are orthogonal.</param>
    /// <param name="stream">The random stream named after the projection.</param>
    public static double[] Draw(int count, int width, bool orthogonal, RandomStream stream)
    {
        var blocks = (count + width - 1) / width;
        // Draw complete blocks, and the norms from a separate stream, so that the first rows do not depend on M.
        var rows = new double[blocks * width * width];
        Philox.FillNormal(rows.AsSpan(), stream);
        if (!orthogonal)
            return rows[..(count * width)];
        var lengths = new double[blocks * width * width];
        Philox.FillNormal(lengths.AsSpan(), stream with { Role = stream.Role ^ 0x6e6f726du });
        var result = new double[count * width];
        for (var block = 0; block < blocks; block++)
        {
            var q = Orthogonal(rows.AsSpan(block * width * width, width * width), width);
            for (var row = 0; row < width && block * width + row < count; row++)
            {
                var at = (block * width + row) * width;
                var norm = Math.Sqrt(lengths.Skip(at).Take(width).Sum(one => one * one));
                for (var column = 0; column < width; column++)
                    result[at + column] = q[row, column] * norm;
            }
        }
        return result;
    }

    private static Matrix<double> Orthogonal(ReadOnlySpan<double> gaussian, int width)
    {
        var factors = Matrix<double>.Build.DenseOfRowMajor(width, width, gaussian.ToArray()).QR();
        // Multiply Q by the signs of R's diagonal; Q alone is not uniformly distributed (Mezzadri 2007).
        var signs = factors.R.Diagonal().Map(one => one < 0 ? -1.0 : 1.0);
        return factors.Q.Multiply(Matrix<double>.Build.DenseOfDiagonalVector(signs));
    }
}
