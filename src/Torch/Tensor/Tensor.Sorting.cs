namespace TorchSharp;

public static partial class torch
{
    /// <content>Sorting, searching, distinct elements.</content>
    public partial class Tensor
    {
        /// <summary>Where each element of the sorted tensor stood.</summary>
        public Tensor argsort(long dim = -1, bool descending = false) => Op.argsort.One(this, dim, descending);

        /// <summary>The bucket of each element among sorted boundaries.</summary>
        public Tensor bucketize(Tensor boundaries, bool outInt32 = false, bool right = false) =>
            Op.bucketize_Tensor.One(this, boundaries, outInt32, right);

        /// <summary>The k largest (or smallest) along a dimension, and where they stood.</summary>
        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            Op.topk.Two(this, k, dim, largest, sorted);

        /// <summary>Sorted along the first dimension.</summary>
        public Tensor msort() => Op.msort.One(this);

        /// <summary>Sorted along a dimension, and where each stood.</summary>
        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) =>
            Op.sort_stable.Two(this, stable, dim, descending);
    }
}
