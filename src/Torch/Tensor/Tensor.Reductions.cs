namespace TorchSharp;

public static partial class torch
{
    /// <content>Reductions over all elements or over dimensions.</content>
    public partial class Tensor
    {
        /// <summary>Are all elements different from zero?</summary>
        public Tensor all() => Op.all.One(this);

        /// <summary>Are all elements different from zero?</summary>
        public Tensor all(long dim, bool keepdim = false) => Op.all_dim.One(this, dim, keepdim);

        /// <summary>Maximum over dimensions; its gradient is shared among equal maxima.</summary>
        public Tensor amax(params long[] dims) => Op.amax.One(this, dims);

        /// <summary>Minimum over dimensions; its gradient is shared among equal minima.</summary>
        public Tensor amin(params long[] dims) => Op.amin.One(this, dims);

        /// <summary>Is some element different from zero?</summary>
        public Tensor any() => Op.any.One(this);

        /// <summary>Is some element different from zero?</summary>
        public Tensor any(long dim, bool keepdim = false) => Op.any_dim.One(this, dim, keepdim);

        /// <summary>Where the maximum stands, in the flattened tensor or along a dimension.</summary>
        public Tensor argmax() => Op.argmax.One(this);

        /// <summary>Where the maximum stands, in the flattened tensor or along a dimension.</summary>
        public Tensor argmax(long dim, bool keepdim = false) => Op.argmax.One(this, dim, keepdim);

        /// <summary>Where the minimum stands, in the flattened tensor or along a dimension.</summary>
        public Tensor argmin() => Op.argmin.One(this);

        /// <summary>Where the minimum stands, in the flattened tensor or along a dimension.</summary>
        public Tensor argmin(long dim, bool keepdim = false) => Op.argmin.One(this, dim, keepdim);

        /// <summary>Covariance matrix of the rows.</summary>
        public Tensor cov(long correction = 1, Tensor? fweights = null, Tensor? aweights = null) =>
            Op.cov.One(this, correction, fweights, aweights);

        /// <summary>Correlation coefficients of the rows.</summary>
        public Tensor corrcoef() => Op.corrcoef.One(this);

        /// <summary>How often each whole number occurs, or the sum of its weights.</summary>
        public Tensor bincount(Tensor? weights, long minlength = 0) => Op.bincount.One(this, weights, minlength);

        /// <summary>Sum of the diagonal.</summary>
        public Tensor trace() => Op.trace.One(this);

        /// <summary>Maximum: of all elements, along a dimension with where it stands, or of two tensors elementwise.</summary>
        public Tensor max() => Op.max.One(this);

        /// <summary>Maximum: of all elements, along a dimension with where it stands, or of two tensors elementwise.</summary>
        public Tensor max(Tensor other) => Op.max_other.One(this, other);

        /// <summary>Maximum: of all elements, along a dimension with where it stands, or of two tensors elementwise.</summary>
        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => Op.max_dim.Two(this, dim, keepdim);

        /// <summary>Mean.</summary>
        public Tensor mean() => Op.mean.One(this);

        /// <summary>Mean.</summary>
        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
            Op.mean_dim.One(this, dimensions, keepdim, type);

        /// <summary>Quantiles, interpolated linearly.</summary>
        /// <param name="q">The quantiles, in [0, 1]: one, or a tensor of one dimension.</param>
        /// <param name="dim">The dimension; -1, the default, takes all elements together, as TorchSharp does.</param>
        /// <param name="keepdim">Keep the dimension, with size 1.</param>
        public Tensor quantile(Tensor q, long dim = -1, bool keepdim = false) => Op.quantile.One(this, q, dim == -1 ? Argument.None : dim, keepdim);

        /// <summary>Quantiles of what is not NaN; <paramref name="dim"/> is as in <see cref="quantile"/>.</summary>
        public Tensor nanquantile(Tensor q, long dim = -1, bool keepdim = false) => Op.nanquantile.One(this, q, dim == -1 ? Argument.None : dim, keepdim);

        /// <summary>The most frequent value along a dimension, and where it stands.</summary>
        public (Tensor values, Tensor indices) mode(long dim = -1, bool keepdim = false) => Op.mode.Two(this, dim, keepdim);

        /// <summary>The lower median.</summary>
        public Tensor median() => Op.median.One(this);

        /// <summary>Minimum: of all elements, along a dimension with where it stands, or of two tensors elementwise.</summary>
        public Tensor min() => Op.min.One(this);

        /// <summary>Minimum: of all elements, along a dimension with where it stands, or of two tensors elementwise.</summary>
        public Tensor min(Tensor other) => Op.min_other.One(this, other);

        /// <summary>Minimum: of all elements, along a dimension with where it stands, or of two tensors elementwise.</summary>
        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => Op.min_dim.Two(this, dim, keepdim);

        /// <summary>The p-norm of the difference.</summary>
        public Tensor dist(Tensor other, float p = 2f) => Op.dist.One(this, other, p);

        /// <summary>The p-norm.</summary>
        public Tensor norm(float p = 2f) => Op.norm_Scalar.One(this, p);

        /// <summary>The p-norm.</summary>
        public Tensor norm(int dim, bool keepdim = false, float p = 2f) => Op.norm_ScalarOpt_dim.One(this, p, dim, keepdim);

        /// <summary>Scales sub-tensors along a dimension whose p-norm exceeds maxnorm.</summary>
        public Tensor renorm(float p, long dim, float maxnorm) => Op.renorm.One(this, p, dim, maxnorm);

        /// <summary>Standard deviation; <c>unbiased</c> divides by n - 1.</summary>
        public Tensor std(bool unbiased = true) => Op.std.One(this, unbiased);

        /// <summary>Variance; <c>unbiased</c> divides by n - 1.</summary>
        public Tensor var(bool unbiased = true) => Op.var.One(this, unbiased);

        /// <summary>Standard deviation and mean.</summary>
        public (Tensor std, Tensor mean) std_mean(bool unbiased = true) => Op.std_mean.Two(this, unbiased);

        /// <summary>Variance and mean.</summary>
        public (Tensor var, Tensor mean) var_mean(bool unbiased = true) => Op.var_mean.Two(this, unbiased);

        /// <summary>Product.</summary>
        public Tensor prod(ScalarType? type = null) => Op.prod.One(this, type);

        /// <summary>Product.</summary>
        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null) => Op.prod_dim_int.One(this, dim, keepdim, type);

        /// <summary>Sum.</summary>
        public Tensor sum(ScalarType? type = null) => Op.sum.One(this, type);

        /// <summary>Sum.</summary>
        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => Op.sum_dim_IntList.One(this, dim, keepdim, type);

        /// <summary>Sum.</summary>
        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) =>
            Op.sum_dim_IntList.One(this, dim.ToArray(), keepdim, type);

        /// <summary>Sum.</summary>
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => Op.sum_dim_IntList.One(this, dim, keepdim, type);

        /// <summary>The lower median of what is not NaN.</summary>
        public Tensor nanmedian() => Op.nanmedian.One(this);

        /// <summary>Sum of what is not NaN.</summary>
        public Tensor nansum() => Op.nansum.One(this);

        /// <summary>Counts in equal bins between min and max; both 0 stand for the data's own.</summary>
        public Tensor histc(long bins = 100, long min = 0, long max = 0) => Op.histc.One(this, bins, min, max);

        /// <summary>Logarithm of the sum of exponentials, without overflow.</summary>
        public Tensor logsumexp(long dim, bool keepdim = false) => Op.logsumexp.One(this, dim, keepdim);
    }
}
