namespace TorchSharp;

public static partial class torch
{
    /// <content>Transposes, quantisation, products over dimensions, windows.</content>
    public partial class Tensor
    {
        /// <summary>All dimensions in reverse order.</summary>
        public Tensor T => Op.numpy_T.One(this);
        /// <summary>Conjugate transpose of a matrix.</summary>
        public Tensor H => Op.matrix_H.One(this);
        /// <summary>The last two dimensions exchanged.</summary>
        public Tensor mT => Op.mT.One(this);
        /// <summary>The last two dimensions exchanged and conjugated.</summary>
        public Tensor mH => Op.mH.One(this);

        /// <summary>Inverse tangent.</summary>
        public Tensor arctan() => atan();
        /// <summary>Angle of the point (other, self), in (-pi, pi].</summary>
        public Tensor arctan(Tensor other) => atan2(other);
        /// <summary>Inverse tangent, in place.</summary>
        public Tensor arctan_() => atan_();
        /// <summary>Angle of the point (other, self), in place.</summary>
        public Tensor arctan_(Tensor other) => atan2_(other);

        /// <summary>Products summed over the last <paramref name="dims"/> dimensions of this and the first of b.</summary>
        public Tensor tensordot(Tensor b, long dims = 2)
        {
            var count = (int)dims;
            var mine = Enumerable.Range((int)Dimensions - count, count).Select(x => (long)x).ToArray();
            return tensordot(b, mine, Enumerable.Range(0, count).Select(x => (long)x).ToArray());
        }

        /// <summary>Products summed over dimensions of this and of b, in pairs.</summary>
        public Tensor tensordot(Tensor b, long[] dims1, long[] dims2) => Op.tensordot.One(this, b, dims1, dims2);

        /// <summary>Products summed over pairs of dimensions.</summary>
        public Tensor tensordot(Tensor b, (long, long)[] dims) =>
            tensordot(b, Array.ConvertAll(dims, pair => pair.Item1), Array.ConvertAll(dims, pair => pair.Item2));

        /// <summary>Pseudo-inverse; singular values below <paramref name="rcond"/> times the largest count as zero.</summary>
        public Tensor pinverse(double rcond = 1e-15, bool hermitian = false) => Op.linalg_pinv.One(this, rcond, hermitian);

        /// <summary>Matrices along the diagonal of a larger one.</summary>
        public static Tensor block_diag(params Tensor[] tensors) => torch.block_diag(tensors);

        /// <summary>Integral along a dimension by the trapezoidal rule, at equal distances.</summary>
        public Tensor trapezoid(double dx = 1, long dim = -1) => Op.trapezoid_dx.One(this, dx, dim);
        /// <summary>Integral along a dimension by the trapezoidal rule, at given positions.</summary>
        public Tensor trapezoid(Tensor x, long dim = -1) => Op.trapezoid_x.One(this, x, dim);
        /// <summary>Running integral along a dimension by the trapezoidal rule, at equal distances.</summary>
        public Tensor cumulative_trapezoid(double dx = 1, long dim = -1) => Op.cumulative_trapezoid_dx.One(this, dx, dim);
        /// <summary>Running integral along a dimension by the trapezoidal rule, at given positions.</summary>
        public Tensor cumulative_trapezoid(Tensor x, long dim = -1) => Op.cumulative_trapezoid_x.One(this, x, dim);

        /// <summary>Vandermonde matrix of a vector; N columns, as many as elements by default.</summary>
        public Tensor vander(long N = -1, bool increasing = false)
        {
            if (Dimensions != 1)
                throw new InvalidOperationException("Input argument for 'vander()' must be 1-D.");
            return Op.vander.One(this, N == -1 ? size(0) : N, increasing);
        }

        /// <summary>Parts between positions along the first dimension.</summary>
        public Tensor[] vsplit(Tensor indices) => tensor_split(indices, 0);
        /// <summary>Parts between positions along the second dimension (the first of a vector).</summary>
        public Tensor[] hsplit(Tensor indices) => tensor_split(indices, Dimensions == 1 ? 0 : 1);
        /// <summary>Parts between positions along the third dimension.</summary>
        public Tensor[] dsplit(Tensor indices) => tensor_split(indices, 2);

        /// <summary>Elements picked along the flattened tensor.</summary>
        public Tensor take_along_dim(IEnumerable<long> indices)
        {
            using var positions = tensor(indices.ToArray());
            return take_along_dim(positions);
        }

        /// <summary>Elements picked along a dimension.</summary>
        public Tensor take_along_dim(IEnumerable<long> indices, long dim)
        {
            using var positions = tensor(indices.ToArray());
            return take_along_dim(positions, dim);
        }

        /// <summary>Standard normal numbers in this tensor, resized.</summary>
        public Tensor randn_out(params long[] sizes)
        {
            Op.randn_out.Run(sizes, this);
            return this;
        }

        /// <summary>Uniform numbers in [0, 1) in this tensor, resized.</summary>
        public Tensor rand_out(params long[] sizes)
        {
            Op.rand_out.Run(sizes, this);
            return this;
        }

        /// <summary>Uniform whole numbers in [0, high) in this tensor, resized.</summary>
        public Tensor randint_out(long high, long[] sizes)
        {
            Op.randint_out.Run(high, sizes, this);
            return this;
        }

        /// <summary>The numbers 0 to n - 1 in random order in this tensor, resized.</summary>
        [Obsolete("Use torch.randperm with out.")]
        public Tensor randperm_out(long n)
        {
            Op.randperm_out.Run(n, this);
            return this;
        }

        /// <summary>Numbers from start towards stop (exclusive) in this tensor, resized.</summary>
        public Tensor arange_out(Scalar start, Scalar stop, Scalar step)
        {
            Op.arange_start_out.Run(start, stop, step, this);
            return this;
        }

        /// <summary>A matrix with ones on the diagonal, of this tensor's type and on its device.</summary>
        public Tensor eye(long rows, long columns) => torch.eye(rows, columns, dtype, device);

        /// <summary>Quantised numbers as real ones.</summary>
        public Tensor dequantize() => Op.dequantize_self.One(this);
        /// <summary>The scale of a quantised tensor.</summary>
        public double q_scale() => Op.q_scale.Number(this).Real;
        /// <summary>The zero point of a quantised tensor.</summary>
        public long q_zero_point() => Op.q_zero_point.Number(this).Integer;
        /// <summary>The whole numbers of a quantised tensor.</summary>
        public Tensor int_repr() => Op.int_repr.One(this);
        /// <summary>The scale of each channel of a quantised tensor.</summary>
        public Tensor q_per_channel_scales() => Op.q_per_channel_scales.One(this);
        /// <summary>The zero point of each channel of a quantised tensor.</summary>
        public Tensor q_per_channel_zero_points() => Op.q_per_channel_zero_points.One(this);
        /// <summary>The dimension of the channels of a quantised tensor.</summary>
        public long q_per_channel_axis() => Op.q_per_channel_axis.Number(this).Integer;
    }
}
