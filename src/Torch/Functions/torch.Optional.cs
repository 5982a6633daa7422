namespace TorchSharp;

public static partial class torch
{
    /// <summary>Whole numbers?</summary>
    public static bool is_integral(Tensor t) => t.is_integral();

    /// <summary>Pseudo-inverse.</summary>
    public static Tensor pinverse(Tensor input, double rcond = 1E-15, bool hermitian = false) => input.pinverse(rcond, hermitian);

    /// <summary>Integral by the trapezoidal rule.</summary>
    public static Tensor trapezoid(Tensor y, Tensor x, long dim = -1) => y.trapezoid(x, dim);

    /// <summary>Integral by the trapezoidal rule.</summary>
    public static Tensor trapezoid(Tensor y, double dx = 1, long dim = -1) => y.trapezoid(dx, dim);

    /// <summary>Running integral by the trapezoidal rule.</summary>
    public static Tensor cumulative_trapezoid(Tensor y, Tensor x, long dim = -1) => y.cumulative_trapezoid(x, dim);

    /// <summary>Running integral by the trapezoidal rule.</summary>
    public static Tensor cumulative_trapezoid(Tensor y, double dx = 1, long dim = -1) => y.cumulative_trapezoid(dx, dim);

    /// <summary>All elements equal within <c>atol + rtol * |target|</c>?</summary>
    public static bool allclose(Tensor tensor, Tensor target, double rtol = 1E-05, double atol = 1E-08, bool equal_nan = false) =>
        tensor.allclose(target, rtol, atol, equal_nan);

    /// <summary>Equal? Elementwise, broadcast.</summary>
    public static Tensor equal(Tensor tensor, Tensor target) => tensor.equal(target);

    /// <summary>The k-th smallest value along a dimension, and where it stands.</summary>
    public static (Tensor values, Tensor indices) kthvalue(Tensor input, long k, long? dim, bool keepdim = false) =>
        input.kthvalue(k, dim, keepdim);

    /// <summary>Without dimensions of size 1, or without this one.</summary>
    public static Tensor squeeze(Tensor input, long? dim = null) => input.squeeze(dim);

    /// <summary>Without dimensions of size 1, or without this one, in place.</summary>
    public static Tensor squeeze_(Tensor input, long? dim = null) => input.squeeze_(dim);

    /// <summary>Is the conjugate pending?</summary>
    public static bool is_conj(Tensor input) => input.is_conj();

    /// <summary>Uniform numbers in [0, 1) written to a tensor.</summary>
    public static Tensor rand_out(Tensor input, params long[] sizes) => input.rand_out(sizes);

    /// <summary>Whole numbers in [0, high) written to a tensor.</summary>
    public static Tensor randint_out(Tensor input, long high, long[] sizes) => input.randint_out(high, sizes);

    /// <summary>The numbers 0 to n - 1 in random order, written to a tensor.</summary>
    [Obsolete("Deprecated in TorchSharp.")]
    public static Tensor randperm_out(Tensor input, long n) => input.randperm_out(n);

    /// <summary>Parts along the third dimension.</summary>
    public static Tensor[] dsplit(Tensor input, Tensor indices_or_sections) => input.dsplit(indices_or_sections);

    /// <summary>Parts along the second dimension (the first of a vector).</summary>
    public static Tensor[] hsplit(Tensor input, Tensor indices_or_sections) => input.hsplit(indices_or_sections);

    /// <summary>Elements picked along a dimension, broadcast.</summary>
    public static Tensor take_along_dim(Tensor input, IEnumerable<long> indices, long dim = 0) => input.take_along_dim(indices, dim);

    /// <summary>A copy that gradients flow through.</summary>
    public static Tensor clone(Tensor input) => input.clone();

    /// <summary>Cross product along a dimension of size 3.</summary>
    public static Tensor cross(Tensor input, Scalar other, long dim = 0) => input.cross(other, dim);

    /// <summary>Rotated by 90 degrees k times in a plane.</summary>
    public static Tensor rot90(Tensor input, long k = 1, (long, long)? dims = null) => input.rot90(k, dims);

    /// <summary>Shifted along dimensions; what leaves at one end comes in at the other.</summary>
    public static Tensor roll(Tensor input, long shifts, long? dims = null) => input.roll(shifts, dims);

    /// <summary>Products summed over several dimensions.</summary>
    public static Tensor tensordot(Tensor a, Tensor b, long dims = 2) => a.tensordot(b, dims);

    /// <summary>Products summed over several dimensions.</summary>
    public static Tensor tensordot(Tensor a, Tensor b, long[] dims1, long[] dims2) => a.tensordot(b, dims1, dims2);

    /// <summary>Products summed over several dimensions.</summary>
    public static Tensor tensordot(Tensor a, Tensor b, (long, long)[] dims) => a.tensordot(b, dims);

    /// <summary>Vandermonde matrix.</summary>
    public static Tensor vander(Tensor x, long N = -1, bool increasing = false) => x.vander(N, increasing);

    /// <summary>Inverse tangent, of one number or of the point (other, input).</summary>
    public static Tensor arctan(Tensor input) => input.arctan();

    /// <summary>Inverse tangent, of one number or of the point (other, input), in place.</summary>
    public static Tensor arctan_(Tensor input) => input.arctan_();

    /// <summary>Inverse tangent, of one number or of the point (other, input).</summary>
    public static Tensor arctan(Tensor input, Tensor other) => input.arctan(other);

    /// <summary>Inverse tangent, of one number or of the point (other, input), in place.</summary>
    public static Tensor arctan_(Tensor input, Tensor other) => input.arctan_(other);

    /// <summary>Quantised numbers as real ones.</summary>
    public static Tensor dequantize(Tensor input) => input.dequantize();

    /// <summary>Derivatives of the digamma function.</summary>
    public static Tensor polygamma(Tensor input, long p) => input.polygamma(p);

    /// <summary>Rounds to a number of decimals, halves to even.</summary>
    public static Tensor round(Tensor input, long decimals = 0) => input.round(decimals);

    /// <summary>Rounds to a number of decimals, halves to even, in place.</summary>
    public static Tensor round_(Tensor input, long decimals = 0) => input.round_(decimals);

    /// <summary>Maximum over dimensions; its gradient is shared among equal maxima.</summary>
    public static Tensor amax(Tensor input, long[] dims, bool keepdim = false, Tensor? @out = null) => input.amax(dims, keepdim, @out);

    /// <summary>Maximum over dimensions; its gradient is shared among equal maxima.</summary>
    public static Tensor amax(Tensor input, ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) =>
        input.amax(dims, keepdim, @out);

    /// <summary>Minimum over dimensions; its gradient is shared among equal minima.</summary>
    public static Tensor amin(Tensor input, long[] dims, bool keepdim = false, Tensor? @out = null) => input.amin(dims, keepdim, @out);

    /// <summary>Minimum over dimensions; its gradient is shared among equal minima.</summary>
    public static Tensor amin(Tensor input, ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) =>
        input.amin(dims, keepdim, @out);

    /// <summary>Minimum and maximum.</summary>
    public static (Tensor min, Tensor max) aminmax(Tensor input, long? dim = null, bool keepdim = false) => input.aminmax(dim, keepdim);

    /// <summary>Mean of what is not NaN.</summary>
    public static Tensor nanmean(Tensor input, int? dim = null, bool keepdim = false, ScalarType? dtype = null) =>
        input.nanmean(dim, keepdim, dtype);

    /// <summary>Standard deviation; <c>unbiased</c> divides by n - 1.</summary>
    public static Tensor std(Tensor input, long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        input.std(dimensions, unbiased, keepdim, type);

    /// <summary>Standard deviation; <c>unbiased</c> divides by n - 1.</summary>
    public static Tensor std(Tensor input, long dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        input.std(dimensions, unbiased, keepdim, type);

    /// <summary>Standard deviation; <c>unbiased</c> divides by n - 1.</summary>
    public static Tensor std(Tensor input, (long, long) dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        input.std(dimensions, unbiased, keepdim, type);

    /// <summary>Standard deviation; <c>unbiased</c> divides by n - 1.</summary>
    public static Tensor std(Tensor input, (long, long, long) dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        input.std(dimensions, unbiased, keepdim, type);

    /// <summary>Standard deviation and mean.</summary>
    public static (Tensor std, Tensor mean) std_mean(Tensor input, long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        input.std_mean(dimensions, unbiased, keepdim, type);

    /// <summary>Standard deviation and mean.</summary>
    public static (Tensor std, Tensor mean) std_mean(Tensor input, ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        input.std_mean(dimensions, unbiased, keepdim, type);

    /// <summary>Standard deviation and mean.</summary>
    public static (Tensor std, Tensor mean) std_mean(Tensor input, long dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        input.std_mean(dimensions, unbiased, keepdim, type);

    /// <summary>Standard deviation and mean.</summary>
    public static (Tensor std, Tensor mean) std_mean(Tensor input, (long, long) dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        input.std_mean(dimensions, unbiased, keepdim, type);

    /// <summary>Standard deviation and mean.</summary>
    public static (Tensor std, Tensor mean) std_mean(Tensor input, (long, long, long) dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        input.std_mean(dimensions, unbiased, keepdim, type);

    /// <summary>Distinct elements, with inverse indices and counts if asked for.</summary>
    public static (Tensor output, Tensor? inverse_indices, Tensor? counts) unique(Tensor input, bool sorted = true, bool return_inverse = false, bool return_counts = false, int? dim = null) =>
        input.unique(sorted, return_inverse, return_counts, dim);

    /// <summary>Elements without consecutive repetitions.</summary>
    public static (Tensor output, Tensor? inverse_indices, Tensor? counts) unique_consecutive(Tensor input, bool return_inverse = false, bool return_counts = false, int? dim = null) =>
        input.unique_consecutive(return_inverse, return_counts, dim);

    /// <summary>Variance; <c>unbiased</c> divides by n - 1.</summary>
    public static Tensor var(Tensor input, long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        input.var(dimensions, unbiased, keepdim, type);

    /// <summary>Variance; <c>unbiased</c> divides by n - 1.</summary>
    public static Tensor var(Tensor input, long dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        input.var(dimensions, unbiased, keepdim, type);

    /// <summary>Variance; <c>unbiased</c> divides by n - 1.</summary>
    public static Tensor var(Tensor input, (long, long) dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        input.var(dimensions, unbiased, keepdim, type);

    /// <summary>Variance; <c>unbiased</c> divides by n - 1.</summary>
    public static Tensor var(Tensor input, (long, long, long) dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        input.var(dimensions, unbiased, keepdim, type);

    /// <summary>Variance and mean.</summary>
    public static (Tensor var, Tensor mean) var_mean(Tensor input, long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        input.var_mean(dimensions, unbiased, keepdim, type);

    /// <summary>Variance and mean.</summary>
    public static (Tensor var, Tensor mean) var_mean(Tensor input, ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        input.var_mean(dimensions, unbiased, keepdim, type);

    /// <summary>Variance and mean.</summary>
    public static (Tensor var, Tensor mean) var_mean(Tensor input, long dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        input.var_mean(dimensions, unbiased, keepdim, type);

    /// <summary>Variance and mean.</summary>
    public static (Tensor var, Tensor mean) var_mean(Tensor input, (long, long) dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        input.var_mean(dimensions, unbiased, keepdim, type);

    /// <summary>Variance and mean.</summary>
    public static (Tensor var, Tensor mean) var_mean(Tensor input, (long, long, long) dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        input.var_mean(dimensions, unbiased, keepdim, type);

    /// <summary>How many elements differ from zero.</summary>
    public static Tensor count_nonzero(Tensor input, long[]? dims = null) => input.count_nonzero(dims);

    /// <summary>Short-time Fourier transform.</summary>
    public static Tensor stft(Tensor input, long n_fft, long hop_length = -1, long win_length = -1, Tensor? window = null, bool center = true, PaddingModes pad_mode = PaddingModes.Reflect, bool normalized = false, bool? onesided = null, bool? return_complex = null) =>
        input.stft(n_fft, hop_length, win_length, window, center, pad_mode, normalized, onesided, return_complex);

    /// <summary>Inverse of the short-time Fourier transform.</summary>
    public static Tensor istft(Tensor input, long n_fft, long hop_length = -1, long win_length = -1, Tensor? window = null, bool center = true, bool normalized = false, bool? onesided = null, long length = -1, bool return_complex = false) =>
        input.istft(n_fft, hop_length, win_length, window, center, normalized, onesided, length, return_complex);

    /// <summary>Complex numbers?</summary>
    public static bool is_complex(Tensor input) => input.is_complex();

    /// <summary>Real numbers?</summary>
    public static bool is_floating_point(Tensor input) => input.is_floating_point();

    /// <summary>Is the one element different from zero?</summary>
    public static bool is_nonzero(Tensor input) => input.is_nonzero();

    /// <summary>Number of elements.</summary>
    public static long numel(Tensor input) => input.numel();
}
