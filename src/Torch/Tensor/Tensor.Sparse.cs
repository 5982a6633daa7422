namespace TorchSharp;

public static partial class torch
{
    /// <content>Sparse layouts.</content>
    public partial class Tensor
    {
        /// <summary>The same elements, stored densely.</summary>
        public Tensor to_dense() => Op.to_dense.One(this);

        /// <summary>The elements that differ from zero, with their coordinates.</summary>
        public Tensor to_sparse() => Op.to_sparse.One(this);

        /// <summary>Sparse in the leading dimensions, dense in the others.</summary>
        public Tensor to_sparse(int sparse_dim) => Op.to_sparse_sparse_dim.One(this, sparse_dim);

        /// <summary>Coordinates of the elements of a sparse tensor.</summary>
        public Tensor SparseIndices => Op.indices.One(this);

        /// <summary>The elements of a sparse tensor.</summary>
        public Tensor SparseValues => Op.values.One(this);
    }
}
