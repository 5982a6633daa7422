namespace TorchSharp;

public static partial class torch
{
    /// <content>Gathering, scattering, masks and index operators.</content>
    public partial class Tensor
    {
        /// <summary>Positions along a dimension, copied.</summary>
        public Tensor index_select(long dim, Tensor index) => Op.index_select.One(this, dim, index);

        /// <summary>Elements by their position in the flattened tensor.</summary>
        public Tensor take(Tensor index) => Op.take.One(this, index);

        /// <summary>Indices of what differs from zero, one row each.</summary>
        public Tensor argwhere() => Op.argwhere.One(this);

        /// <summary>Elements picked along a dimension, broadcast.</summary>
        public Tensor take_along_dim(Tensor indices) => Op.take_along_dim.One(this, indices);

        /// <summary>Elements picked along a dimension, broadcast.</summary>
        public Tensor take_along_dim(Tensor indices, long dim) => Op.take_along_dim.One(this, indices, dim);

        /// <summary>Adds <c>alpha * source</c> at positions along a dimension.</summary>
        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) => Op.index_add.One(this, dim, index, source, alpha);

        /// <summary>Adds <c>alpha * source</c> at positions along a dimension, in place.</summary>
        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha)
        {
            Op.index_add_.Run(this, dim, index, source, alpha);
            return this;
        }

        /// <summary>Copies source to positions along a dimension.</summary>
        public Tensor index_copy(long dim, Tensor index, Tensor source) => Op.index_copy.One(this, dim, index, source);

        /// <summary>Copies source to positions along a dimension, in place.</summary>
        public Tensor index_copy_(long dim, Tensor index, Tensor source)
        {
            Op.index_copy_.Run(this, dim, index, source);
            return this;
        }

        /// <summary>Fills positions along a dimension.</summary>
        public Tensor index_fill(long dim, Tensor index, Scalar value) => Op.index_fill_int_Scalar.One(this, dim, index, value);

        /// <summary>Fills positions along a dimension, in place.</summary>
        public Tensor index_fill_(long dim, Tensor index, Scalar value)
        {
            Op.index_fill__int_Scalar.Run(this, dim, index, value);
            return this;
        }

        /// <summary>Fills where a mask is true.</summary>
        public Tensor masked_fill(Tensor mask, Scalar value) => Op.masked_fill_Scalar.One(this, mask, value);

        /// <summary>Fills where a mask is true, in place.</summary>
        public Tensor masked_fill_(Tensor mask, Scalar value)
        {
            Op.masked_fill__Scalar.Run(this, mask, value);
            return this;
        }

        /// <summary>Puts source elements, in order, where a mask is true.</summary>
        public Tensor masked_scatter(Tensor mask, Tensor value) => Op.masked_scatter.One(this, mask, value);

        /// <summary>Puts source elements, in order, where a mask is true, in place.</summary>
        public Tensor masked_scatter_(Tensor mask, Tensor value)
        {
            Op.masked_scatter_.Run(this, mask, value);
            return this;
        }

        /// <summary>Elements where a mask is true, in one dimension.</summary>
        public Tensor masked_select(Tensor mask) => Op.masked_select.One(this, mask);

        /// <summary>Elements put where an index says, along a dimension.</summary>
        public Tensor scatter(long dim, Tensor index, Tensor src) => Op.scatter_src.One(this, dim, index, src);

        /// <summary>Elements put where an index says, along a dimension, in place.</summary>
        public Tensor scatter_(long dim, Tensor index, Tensor src)
        {
            Op.scatter__src.Run(this, dim, index, src);
            return this;
        }

        /// <summary>Elements added where an index says, along a dimension.</summary>
        public Tensor scatter_add(long dim, Tensor index, Tensor src) => Op.scatter_add.One(this, dim, index, src);

        /// <summary>Elements added where an index says, along a dimension, in place.</summary>
        public Tensor scatter_add_(long dim, Tensor index, Tensor src)
        {
            Op.scatter_add_.Run(this, dim, index, src);
            return this;
        }

        /// <summary>A copy with another diagonal.</summary>
        public Tensor diagonal_scatter(Tensor src, long offset = 0, long dim1 = 0, long dim2 = 1) =>
            Op.diagonal_scatter.One(this, src, offset, dim1, dim2);

        /// <summary>A copy with another position along a dimension.</summary>
        public Tensor select_scatter(Tensor src, long dim, long index) => Op.select_scatter.One(this, src, dim, index);

        /// <summary>A copy with another range along a dimension.</summary>
        public Tensor slice_scatter(Tensor src, long dim = 0, long? start = null, long? end = null, long step = 1) =>
            Op.slice_scatter.One(this, src, dim, start, end, step);

        /// <summary>Elements picked along a dimension, out[i][j] = self[index[i][j]][j] for dim 0.</summary>
        public Tensor gather(long dim, Tensor index) => Op.gather.One(this, dim, index);

        /// <summary>Indices of what differs from zero, one row each.</summary>
        public Tensor nonzero() => Op.nonzero.One(this);
    }
}
