namespace TorchSharp;

public static partial class torch
{
    /// <content>Standard deviations and variances over dimensions.</content>
    public partial class Tensor
    {
        /// <summary>Standard deviation over dimensions; <c>unbiased</c> divides by n - 1.</summary>
        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(type, input => Op.std_dim.One(input, dimensions, unbiased, keepdim));

        /// <summary>Standard deviation over dimensions; <c>unbiased</c> divides by n - 1.</summary>
        public Tensor std(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std(dimensions.ToArray(), unbiased, keepdim, type);

        /// <summary>Standard deviation over dimensions; <c>unbiased</c> divides by n - 1.</summary>
        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std([dim], unbiased, keepdim, type);

        /// <summary>Standard deviation over dimensions; <c>unbiased</c> divides by n - 1.</summary>
        public Tensor std((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std([dim.Item1, dim.Item2], unbiased, keepdim, type);

        /// <summary>Standard deviation over dimensions; <c>unbiased</c> divides by n - 1.</summary>
        public Tensor std((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std([dim.Item1, dim.Item2, dim.Item3], unbiased, keepdim, type);

        /// <summary>Standard deviation and mean over dimensions; <c>unbiased</c> divides by n - 1.</summary>
        public (Tensor std, Tensor mean) std_mean(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(type, input => Op.std_mean_dim.Two(input, dimensions, unbiased, keepdim));

        /// <summary>Standard deviation and mean over dimensions; <c>unbiased</c> divides by n - 1.</summary>
        public (Tensor std, Tensor mean) std_mean(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std_mean(dimensions.ToArray(), unbiased, keepdim, type);

        /// <summary>Standard deviation and mean over dimensions; <c>unbiased</c> divides by n - 1.</summary>
        public (Tensor std, Tensor mean) std_mean(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std_mean([dim], unbiased, keepdim, type);

        /// <summary>Standard deviation and mean over dimensions; <c>unbiased</c> divides by n - 1.</summary>
        public (Tensor std, Tensor mean) std_mean((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std_mean([dim.Item1, dim.Item2], unbiased, keepdim, type);

        /// <summary>Standard deviation and mean over dimensions; <c>unbiased</c> divides by n - 1.</summary>
        public (Tensor std, Tensor mean) std_mean((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std_mean([dim.Item1, dim.Item2, dim.Item3], unbiased, keepdim, type);

        /// <summary>Variance over dimensions; <c>unbiased</c> divides by n - 1.</summary>
        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(type, input => Op.var_dim.One(input, dimensions, unbiased, keepdim));

        /// <summary>Variance over dimensions; <c>unbiased</c> divides by n - 1.</summary>
        public Tensor var(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var(dimensions.ToArray(), unbiased, keepdim, type);

        /// <summary>Variance over dimensions; <c>unbiased</c> divides by n - 1.</summary>
        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var([dim], unbiased, keepdim, type);

        /// <summary>Variance over dimensions; <c>unbiased</c> divides by n - 1.</summary>
        public Tensor var((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var([dim.Item1, dim.Item2], unbiased, keepdim, type);

        /// <summary>Variance over dimensions; <c>unbiased</c> divides by n - 1.</summary>
        public Tensor var((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var([dim.Item1, dim.Item2, dim.Item3], unbiased, keepdim, type);

        /// <summary>Variance and mean over dimensions; <c>unbiased</c> divides by n - 1.</summary>
        public (Tensor std, Tensor mean) var_mean(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(type, input => Op.var_mean_dim.Two(input, dimensions, unbiased, keepdim));

        /// <summary>Variance and mean over dimensions; <c>unbiased</c> divides by n - 1.</summary>
        public (Tensor std, Tensor mean) var_mean(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var_mean(dimensions.ToArray(), unbiased, keepdim, type);

        /// <summary>Variance and mean over dimensions; <c>unbiased</c> divides by n - 1.</summary>
        public (Tensor var, Tensor mean) var_mean(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var_mean([dim], unbiased, keepdim, type);

        /// <summary>Variance and mean over dimensions; <c>unbiased</c> divides by n - 1.</summary>
        public (Tensor var, Tensor mean) var_mean((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var_mean([dim.Item1, dim.Item2], unbiased, keepdim, type);

        /// <summary>Variance and mean over dimensions; <c>unbiased</c> divides by n - 1.</summary>
        public (Tensor var, Tensor mean) var_mean((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var_mean([dim.Item1, dim.Item2, dim.Item3], unbiased, keepdim, type);

        // The computation in another type, where one is asked for.
        private T Typed<T>(ScalarType? type, Func<Tensor, T> compute)
        {
            if (type is not { } wanted || wanted == dtype)
                return compute(this);
            using var converted = to_type(wanted);
            return compute(converted);
        }
    }
}
