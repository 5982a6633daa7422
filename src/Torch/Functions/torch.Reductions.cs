namespace TorchSharp;

public static partial class torch
{
    /// <summary>The p-norm.</summary>
    public static Tensor norm(Tensor input) => Op.norm_Scalar.One(input);

    /// <summary>Standard deviation and mean.</summary>
    public static (Tensor std, Tensor mean) std_mean(Tensor input, bool unbiased = true) => input.std_mean(unbiased);

    /// <summary>How often each whole number occurs, or the sum of its weights.</summary>
    public static Tensor bincount(Tensor input, Tensor? weights = null, long minlength = 0) => input.bincount(weights, minlength);

    /// <summary>Correlation coefficients of the rows.</summary>
    public static Tensor corrcoef(Tensor input) => input.corrcoef();

    /// <summary>Covariance matrix of the rows.</summary>
    public static Tensor cov(Tensor input, long correction = 1, Tensor? fweights = null, Tensor? aweights = null) =>
        input.cov(correction, fweights, aweights);

    /// <summary>Counts in equal bins between min and max; both 0 stand for the data's own.</summary>
    public static Tensor histc(Tensor input, long bins = 100, long min = 0, long max = 0) => input.histc(bins, min, max);

    /// <summary>Scales sub-tensors along a dimension whose p-norm exceeds maxnorm.</summary>
    public static Tensor renorm(Tensor input, float p, long dim, float maxnorm) => input.renorm(p, dim, maxnorm);

    /// <summary>Sum of the diagonal.</summary>
    public static Tensor trace(Tensor input) => input.trace();

    /// <summary>Where the maximum stands, in the flattened tensor or along a dimension.</summary>
    public static Tensor argmax(Tensor input) => input.argmax();

    /// <summary>Where the maximum stands, in the flattened tensor or along a dimension.</summary>
    public static Tensor argmax(Tensor input, long dim, bool keepdim = false) => input.argmax(dim, keepdim);

    /// <summary>Where the minimum stands, in the flattened tensor or along a dimension.</summary>
    public static Tensor argmin(Tensor input) => input.argmin();

    /// <summary>Where the minimum stands, in the flattened tensor or along a dimension.</summary>
    public static Tensor argmin(Tensor input, long dim, bool keepdim = false) => input.argmin(dim, keepdim);

    /// <summary>Maximum over dimensions; its gradient is shared among equal maxima.</summary>
    public static Tensor amax(Tensor input, long[] dims) => input.amax(dims);

    /// <summary>Are all elements different from zero?</summary>
    public static Tensor all(Tensor input) => input.all();

    /// <summary>Are all elements different from zero?</summary>
    public static Tensor all(Tensor input, long dim, bool keepdim = false) => input.all(dim, keepdim);

    /// <summary>Is some element different from zero?</summary>
    public static Tensor any(Tensor input) => input.any();

    /// <summary>Is some element different from zero?</summary>
    public static Tensor any(Tensor input, long dim, bool keepdim = false) => input.any(dim, keepdim);

    /// <summary>Maximum: of all elements, along a dimension with where it stands, or of two tensors elementwise.</summary>
    public static Tensor max(Tensor input) => input.max();

    /// <summary>Maximum: of all elements, along a dimension with where it stands, or of two tensors elementwise.</summary>
    public static Tensor max(Tensor input, Tensor other) => input.max(other);

    /// <summary>Maximum: of all elements, along a dimension with where it stands, or of two tensors elementwise.</summary>
    public static (Tensor values, Tensor indexes) max(Tensor input, long dim, bool keepdim = false) => input.max(dim, keepdim);

    /// <summary>Minimum: of all elements, along a dimension with where it stands, or of two tensors elementwise.</summary>
    public static Tensor min(Tensor input) => input.min();

    /// <summary>Minimum: of all elements, along a dimension with where it stands, or of two tensors elementwise.</summary>
    public static Tensor min(Tensor input, Tensor other) => input.min(other);

    /// <summary>Minimum: of all elements, along a dimension with where it stands, or of two tensors elementwise.</summary>
    public static (Tensor values, Tensor indexes) min(Tensor input, long dim, bool keepdim = false) => input.min(dim, keepdim);

    /// <summary>The p-norm of the difference.</summary>
    public static Tensor dist(Tensor input, Tensor other, float p = 2f) => input.dist(other, p);

    /// <summary>Logarithm of the sum of exponentials, without overflow.</summary>
    public static Tensor logsumexp(Tensor input, long dim, bool keepdim = false) => input.logsumexp(dim, keepdim);

    /// <summary>Mean.</summary>
    public static Tensor mean(Tensor input) => input.mean();

    /// <summary>Mean.</summary>
    public static Tensor mean(Tensor input, long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
        input.mean(dimensions, keepdim, type);

    /// <summary>The lower median.</summary>
    public static Tensor median(Tensor input) => input.median();

    /// <summary>The lower median of what is not NaN.</summary>
    public static Tensor nanmedian(Tensor input) => input.nanmedian();

    /// <summary>The most frequent value along a dimension, and where it stands.</summary>
    public static (Tensor values, Tensor indices) mode(Tensor input, long dim = -1, bool keepdim = false) => input.mode(dim, keepdim);

    /// <summary>The p-norm.</summary>
    public static Tensor norm(Tensor input, float p = 2f) => input.norm(p);

    /// <summary>The p-norm.</summary>
    public static Tensor norm(Tensor input, int dimension, bool keepdim = false, float p = 2f) => input.norm(dimension, keepdim, p);

    /// <summary>Sum of what is not NaN.</summary>
    public static Tensor nansum(Tensor input) => input.nansum();

    /// <summary>Quantiles, interpolated linearly.</summary>
    public static Tensor quantile(Tensor input, Tensor q, long dim = -1, bool keepdim = false) => input.quantile(q, dim, keepdim);

    /// <summary>Quantiles of what is not NaN.</summary>
    public static Tensor nanquantile(Tensor input, Tensor q, long dim = -1, bool keepdim = false) => input.nanquantile(q, dim, keepdim);

    /// <summary>Product.</summary>
    public static Tensor prod(Tensor input, ScalarType? type = null) => input.prod(type);

    /// <summary>Product.</summary>
    public static Tensor prod(Tensor input, long dim, bool keepdim = false, ScalarType? type = null) => input.prod(dim, keepdim, type);

    /// <summary>Standard deviation; <c>unbiased</c> divides by n - 1.</summary>
    public static Tensor std(Tensor input, bool unbiased = true) => input.std(unbiased);

    /// <summary>Sum.</summary>
    public static Tensor sum(Tensor input, ScalarType? type = null) => input.sum(type);

    /// <summary>Sum.</summary>
    public static Tensor sum(Tensor input, ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) =>
        input.sum(dim, keepdim, type);

    /// <summary>Sum.</summary>
    public static Tensor sum(Tensor input, long dim, bool keepdim = false, ScalarType? type = null) => input.sum(dim, keepdim, type);

    /// <summary>Variance; <c>unbiased</c> divides by n - 1.</summary>
    public static Tensor var(Tensor input, bool unbiased = true) => input.var(unbiased);

    /// <summary>Variance and mean.</summary>
    public static (Tensor var, Tensor mean) var_mean(Tensor input, bool unbiased = true) => input.var_mean(unbiased);
}
