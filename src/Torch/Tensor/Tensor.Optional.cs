namespace TorchSharp;

public static partial class torch
{
    /// <content>Operators whose overload depends on which arguments are given.</content>
    public partial class Tensor
    {
        /// <summary>Without dimensions of size 1, or without this one if it is of size 1.</summary>
        public Tensor squeeze(long? dim = null) => dim is null ? Op.squeeze.One(this) : Op.squeeze_dim.One(this, dim);

        /// <summary>Without dimensions of size 1, in place.</summary>
        public Tensor squeeze_(long? dim = null)
        {
            if (dim is null)
                Op.squeeze_.Run(this);
            else
                Op.squeeze__dim.Run(this, dim);
            return this;
        }

        /// <summary>Maximum over dimensions; its gradient is shared among equal maxima.</summary>
        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null)
        {
            if (@out is null)
                return Op.amax.One(this, dims, keepdim);
            Op.amax_out.Run(this, dims, keepdim, @out);
            return @out;
        }

        /// <summary>Maximum over dimensions; its gradient is shared among equal maxima.</summary>
        public Tensor amax(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => amax(dims.ToArray(), keepdim, @out);

        /// <summary>Minimum over dimensions; its gradient is shared among equal minima.</summary>
        public Tensor amin(long[] dims, bool keepdim = false, Tensor? @out = null)
        {
            if (@out is null)
                return Op.amin.One(this, dims, keepdim);
            Op.amin_out.Run(this, dims, keepdim, @out);
            return @out;
        }

        /// <summary>Minimum over dimensions; its gradient is shared among equal minima.</summary>
        public Tensor amin(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => amin(dims.ToArray(), keepdim, @out);

        /// <summary>Minimum and maximum, of all elements or along a dimension.</summary>
        public (Tensor min, Tensor max) aminmax(long? dim = null, bool keepdim = false) => Op.aminmax.Two(this, dim, keepdim);

        /// <summary>How many elements differ from zero, over dimensions or over all.</summary>
        public Tensor count_nonzero(long[]? dims = null) =>
            dims is null ? Op.count_nonzero.One(this, Argument.None) : Op.count_nonzero_dim_IntList.One(this, dims);

        /// <summary>The k-th smallest value along a dimension (the last by default), and where it stands.</summary>
        public (Tensor values, Tensor indices) kthvalue(long k, long? dim, bool keepdim = false) => Op.kthvalue.Two(this, k, dim ?? -1, keepdim);

        /// <summary>The k-th smallest value along a dimension (the last by default), and where it stands.</summary>
        [Obsolete("Use the member of torch.")]
        public static (Tensor values, Tensor indices) kthvalue(Tensor input, long k, long? dim, bool keepdim = false) => input.kthvalue(k, dim, keepdim);

        /// <summary>Mean of what is not NaN.</summary>
        public Tensor nanmean(int? dim = null, bool keepdim = false, ScalarType? dtype = null) =>
            dim is null ? Op.nanmean.One(this, Argument.None, keepdim, dtype) : Op.nanmean.One(this, dim, keepdim, dtype);

        /// <summary>Sum over two dimensions.</summary>
        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) => sum([dim0, dim1], keepdim, type);

        /// <summary>Sum over three dimensions.</summary>
        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) => sum([dim0, dim1, dim2], keepdim, type);

        /// <summary>Rounds to a number of decimals, halves to even.</summary>
        public Tensor round(long decimals = 0) => decimals == 0 ? Op.round.One(this) : Op.round_decimals.One(this, decimals);

        /// <summary>Rounds to a number of decimals, in place, halves to even.</summary>
        public Tensor round_(long decimals = 0)
        {
            if (decimals == 0)
                Op.round_.Run(this);
            else
                Op.round__decimals.Run(this, decimals);
            return this;
        }

        /// <summary>x times the normal distribution function of x.</summary>
        public Tensor gelu() => Op.gelu.One(this);

        /// <summary>x times the normal distribution function of x, in place.</summary>
        public Tensor gelu_()
        {
            Op.gelu_.Run(this);
            return this;
        }

        /// <summary>x above zero, <c>alpha (e^x - 1)</c> below.</summary>
        public Tensor elu(double alpha = 1) => Op.elu.One(this, alpha);

        /// <summary>x above zero, <c>alpha (e^x - 1)</c> below, in place.</summary>
        public Tensor elu_(double alpha = 1)
        {
            Op.elu_.Run(this, alpha);
            return this;
        }

        /// <summary><c>scale * x</c> above zero, <c>scale * alpha (e^(input_scale x) - 1)</c> below.</summary>
        public Tensor elu(Scalar alpha, Scalar scale, Scalar input_scale) => Op.elu.One(this, alpha, scale, input_scale);

        /// <summary><c>scale * x</c> above zero, <c>scale * alpha (e^(input_scale x) - 1)</c> below, in place.</summary>
        public Tensor elu_(Scalar alpha, Scalar scale, Scalar input_scale)
        {
            Op.elu_.Run(this, alpha, scale, input_scale);
            return this;
        }

        /// <summary>Leaky ReLU with the mean of the two slopes, as outside training.</summary>
        public Tensor rrelu(double lower = 1.0 / 8.0, double upper = 1.0 / 3.0) => Op.rrelu.One(this, lower, upper);

        /// <summary>Leaky ReLU with the mean of the two slopes, in place.</summary>
        public Tensor rrelu_(double lower = 1.0 / 8.0, double upper = 1.0 / 3.0)
        {
            Op.rrelu_.Run(this, lower, upper);
            return this;
        }

        /// <summary>Shifted along a dimension, or in the flattened tensor.</summary>
        public Tensor roll(long shifts, long? dims = null) =>
            dims is { } dim ? Op.roll.One(this, shifts, dim) : Op.roll.One(this, shifts, Array.Empty<long>());

        /// <summary>Rotated by 90 degrees k times in the plane of two dimensions (the first two by default).</summary>
        public Tensor rot90(long k = 1, (long, long)? dims = null) => Op.rot90.One(this, k, new[] { dims?.Item1 ?? 0, dims?.Item2 ?? 1 });

        /// <summary>From start to finish (exclusive) along a dimension in steps, a view.</summary>
        public Tensor slice(long dim, long start, long finish, long step) => Op.slice_Tensor.One(this, dim, start, finish, step);

        /// <summary>This where the condition holds, y elsewhere.</summary>
        public Tensor where(Tensor condition, Tensor y) => Op.where_self.One(condition, this, y);

        /// <summary>Same shape and same elements?</summary>
        public bool Equals(Tensor target) => Op.equal.Number(this, target).Truth;

        /// <summary>Equal? Elementwise, broadcast.</summary>
        public Tensor equal(Tensor target) => eq(target);

        /// <summary>All elements equal within <c>atol + rtol * |target|</c>?</summary>
        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
            Op.allclose.Number(this, target, rtol, atol, equal_nan).Truth;

        /// <summary>Indices of what differs from zero, one tensor a dimension.</summary>
        public IList<Tensor> nonzero_as_list() => Op.nonzero_numpy.Many(this);

        /// <summary>Cross product along a dimension of size 3.</summary>
        public Tensor cross(Scalar other, long dim)
        {
            using var number = torch.full([], other, dtype, device);
            return Op.cross.One(this, Op.expand_as.One(number, this), dim);
        }

        /// <summary>Derivative of order p of the digamma function.</summary>
        public Tensor polygamma(long p) => Op.polygamma.One(p, this);

        /// <summary>Distinct elements, with inverse indices and counts if asked for.</summary>
        public (Tensor output, Tensor? inverse_indices, Tensor? counts) unique(bool sorted = true, bool return_inverse = false, bool return_counts = false, int? dim = null)
        {
            var (output, inverse, counts) = dim is { } along
                ? Op.unique_dim.Three(this, along, sorted, return_inverse, return_counts)
                : Op._unique2.Three(this, sorted, return_inverse, return_counts);
            return (output, Wanted(inverse, return_inverse), Wanted(counts, return_counts));
        }

        /// <summary>Elements without consecutive repetitions, with inverse indices and counts if asked for.</summary>
        public (Tensor output, Tensor? inverse_indices, Tensor? counts) unique_consecutive(bool return_inverse = false, bool return_counts = false, int? dim = null)
        {
            var (output, inverse, counts) = Op.unique_consecutive.Three(this, return_inverse, return_counts, dim);
            return (output, Wanted(inverse, return_inverse), Wanted(counts, return_counts));
        }

        /// <summary>Uniform whole numbers in [from, to), in place.</summary>
        public Tensor random_(double from, double to, Generator? generator = null)
        {
            Op.random__from.Run(this, (long)from, (long)to, generator);
            return this;
        }

        private static Tensor? Wanted(Tensor made, bool wanted)
        {
            if (wanted)
                return made;
            made.Dispose();
            return null;
        }
    }
}
