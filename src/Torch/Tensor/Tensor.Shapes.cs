namespace TorchSharp;

public static partial class torch
{
    /// <content>Views, permutations, repetitions and parts.</content>
    public partial class Tensor
    {
        /// <summary>A view with sizes, strides and offset of one's own.</summary>
        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0) =>
            Op.as_strided.One(this, size, strides, storageOffset);

        /// <summary>The same elements in row-major order; a copy only if needed.</summary>
        public Tensor contiguous() => Op.contiguous.One(this);

        /// <summary>One position along a dimension, as a view.</summary>
        public Tensor select(long dim, long index) => Op.select_int.One(this, dim, index);

        /// <summary>Another shape of the same elements; a view where possible. One size may be -1.</summary>
        public Tensor reshape(params long[] shape) => Op.reshape.One(this, shape);

        /// <summary>Dimensions from start to end as one.</summary>
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Op.flatten_using_ints.One(this, start_dim, end_dim);

        /// <summary>One dimension as several.</summary>
        public Tensor unflatten(long dim, params long[] sizes) => Op.unflatten_int.One(this, dim, sizes);

        /// <summary>One dimension as several.</summary>
        public Tensor unflatten(long dim, Size sizes) => Op.unflatten_int.One(this, dim, sizes.Shape);

        /// <summary>Transpose of a matrix.</summary>
        public Tensor t() => Op.t.One(this);

        /// <summary>Two dimensions exchanged.</summary>
        public Tensor transpose(long dim0, long dim1) => Op.transpose_int.One(this, dim0, dim1);

        /// <summary>Two dimensions exchanged, in place.</summary>
        public Tensor transpose_(long dim0, long dim1)
        {
            Op.transpose_.Run(this, dim0, dim1);
            return this;
        }

        /// <summary>Two dimensions exchanged.</summary>
        public Tensor swapdims(long dim0, long dim1) => Op.swapdims.One(this, dim0, dim1);

        /// <summary>Two dimensions exchanged.</summary>
        public Tensor swapaxes(long dim0, long dim1) => Op.swapaxes.One(this, dim0, dim1);

        /// <summary>Another shape of the same memory. One size may be -1.</summary>
        public Tensor view(params long[] shape) => Op.view.One(this, shape);

        /// <summary>The shape of another tensor, on the same memory.</summary>
        public Tensor view_as(Tensor other) => Op.view_as.One(this, other);

        /// <summary>Pairs in the last dimension as complex numbers.</summary>
        public Tensor view_as_complex() => Op.view_as_complex.One(this);

        /// <summary>Complex numbers as pairs in a new last dimension.</summary>
        public Tensor view_as_real() => Op.view_as_real.One(this);

        /// <summary>The tensor repeated along its dimensions.</summary>
        public Tensor tile(long[] reps) => Op.tile.One(this, reps);

        /// <summary>All elements in one dimension.</summary>
        public Tensor ravel() => Op.ravel.One(this);

        /// <summary>Channels of groups interleaved.</summary>
        public Tensor channel_shuffle(long groups) => Op.channel_shuffle.One(this, groups);

        /// <summary>All positions along a dimension.</summary>
        public Tensor[] unbind(long dimension = 0) => Op.unbind_int.Many(this, dimension);

        /// <summary>Windows along a dimension, as a view.</summary>
        public Tensor unfold(long dimension, long size, long step) => Op.unfold.One(this, dimension, size, step);

        /// <summary>Parts of given sizes along a dimension.</summary>
        public Tensor[] split(long size, int dim = 0) => Op.split_Tensor.Many(this, size, dim);

        /// <summary>Parts of given sizes along a dimension.</summary>
        public Tensor[] split(ReadOnlySpan<long> sizes, long dim = 0) => Op.split_sizes.Many(this, sizes.ToArray(), dim);

        /// <summary>Parts of given sizes along a dimension.</summary>
        public Tensor[] split(long[] sizes, long dim = 0) => Op.split_sizes.Many(this, sizes, dim);

        /// <summary>Parts of given sizes along a dimension.</summary>
        public Tensor[] split(params long[] sizes) => Op.split_sizes.Many(this, sizes);

        /// <summary>A number of parts of nearly equal size, or parts between positions.</summary>
        public Tensor[] tensor_split(long size, long dim = 0) => Op.tensor_split_sections.Many(this, size, dim);

        /// <summary>A number of parts of nearly equal size, or parts between positions.</summary>
        public Tensor[] tensor_split(long[] sizes, long dim = 0) => Op.tensor_split_indices.Many(this, sizes, dim);

        /// <summary>A number of parts of nearly equal size, or parts between positions.</summary>
        public Tensor[] tensor_split(Tensor indices, long dim = 0) => Op.tensor_split_tensor_indices_or_sections.Many(this, indices, dim);

        /// <summary>Parts along the first dimension.</summary>
        public Tensor[] vsplit(long size) => Op.vsplit_int.Many(this, size);

        /// <summary>Parts along the first dimension.</summary>
        public Tensor[] vsplit(params long[] sizes) => Op.vsplit_array.Many(this, sizes);

        /// <summary>Parts along the second dimension (the first of a vector).</summary>
        public Tensor[] hsplit(long size) => Op.hsplit_int.Many(this, size);

        /// <summary>Parts along the second dimension (the first of a vector).</summary>
        public Tensor[] hsplit(params long[] sizes) => Op.hsplit_array.Many(this, sizes);

        /// <summary>Parts along the third dimension.</summary>
        public Tensor[] dsplit(long size) => Op.dsplit_int.Many(this, size);

        /// <summary>Parts along the third dimension.</summary>
        public Tensor[] dsplit((long, long) indices_or_sections) =>
            Op.dsplit_array.Many(this, new[] { indices_or_sections.Item1, indices_or_sections.Item2 });

        /// <summary>Parts along the third dimension.</summary>
        public Tensor[] dsplit((long, long, long) indices_or_sections) =>
            Op.dsplit_array.Many(this, new[] { indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3 });

        /// <summary>Parts along the third dimension.</summary>
        public Tensor[] dsplit((long, long, long, long) indices_or_sections) =>
            Op.dsplit_array.Many(this, new[] { indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3, indices_or_sections.Item4 });

        /// <summary>Parts along the third dimension.</summary>
        public Tensor[] dsplit(params long[] sizes) => Op.dsplit_array.Many(this, sizes);

        /// <summary>Parts of equal size along a dimension, the last perhaps smaller.</summary>
        public Tensor[] chunk(long chunks, long dim = 0) => Op.chunk.Many(this, chunks, dim);

        /// <summary>Dimensions of size 1 repeated without copying; -1 keeps a size.</summary>
        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => Op.expand.One(this, sizes.ToArray(), isImplicit);

        /// <summary>Dimensions of size 1 repeated without copying; -1 keeps a size.</summary>
        public Tensor expand(Size sizes, bool isImplicit = false) => Op.expand.One(this, sizes.Shape, isImplicit);

        /// <summary>Dimensions of size 1 repeated without copying; -1 keeps a size.</summary>
        public Tensor expand(long[] sizes, bool isImplicit = false) => Op.expand.One(this, sizes, isImplicit);

        /// <summary>Dimensions of size 1 repeated without copying; -1 keeps a size.</summary>
        public Tensor expand(params long[] sizes) => Op.expand.One(this, sizes);

        /// <summary>Expanded to the shape of another tensor.</summary>
        public Tensor expand_as(Tensor other) => Op.expand_as.One(this, other);

        /// <summary>The tensor repeated along its dimensions, copied.</summary>
        public Tensor repeat(params long[] sizes) => Op.repeat.One(this, sizes);

        /// <summary>Each element repeated, next to itself.</summary>
        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) =>
            Op.repeat_interleave_self_Tensor.One(this, repeats, dim, output_size);

        /// <summary>Each element repeated, next to itself.</summary>
        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) =>
            Op.repeat_interleave_self_int.One(this, repeats, dim, output_size);

        /// <summary>Expanded to a shape.</summary>
        public Tensor broadcast_to(params long[] shape) => Op.broadcast_to.One(this, shape);

        /// <summary>Dimensions moved to other places.</summary>
        public Tensor movedim(long[] source, long[] destination) => Op.movedim_intlist.One(this, source, destination);

        /// <summary>Dimensions moved to other places.</summary>
        public Tensor moveaxis(long[] source, long[] destination) => Op.moveaxis_intlist.One(this, source, destination);

        /// <summary>Dimensions in another order.</summary>
        public Tensor permute(params long[] permutation) => Op.permute.One(this, permutation);

        /// <summary>Dimensions in another order.</summary>
        public Tensor permute(IEnumerable<long> permutation) => Op.permute.One(this, permutation.ToArray());

        /// <summary>Reversed along dimensions.</summary>
        public Tensor flip(params long[] dims) => Op.flip.One(this, dims);

        /// <summary>Reversed along the second dimension.</summary>
        public Tensor fliplr() => Op.fliplr.One(this);

        /// <summary>Reversed along the first dimension.</summary>
        public Tensor flipud() => Op.flipud.One(this);

        /// <summary>A range along a dimension, as a view.</summary>
        public Tensor narrow(long dim, long start, long length) => Op.narrow.One(this, dim, start, length);

        /// <summary>Shifted along dimensions; what leaves at one end comes in at the other.</summary>
        public Tensor roll((long, long) shifts, (long, long) dims) =>
            Op.roll.One(this, new[] { shifts.Item1, shifts.Item2 }, new[] { dims.Item1, dims.Item2 });

        /// <summary>Shifted along dimensions; what leaves at one end comes in at the other.</summary>
        public Tensor roll(long[] shifts, long[] dims) => Op.roll.One(this, shifts, dims);

        /// <summary>Shifted along dimensions; what leaves at one end comes in at the other.</summary>
        public Tensor roll(long[] shifts) => Op.roll.One(this, shifts);

        /// <summary>Shifted along dimensions; what leaves at one end comes in at the other.</summary>
        public Tensor roll((long, long, long) shifts, (long, long, long) dims) =>
            Op.roll.One(this, new[] { shifts.Item1, shifts.Item2, shifts.Item3 }, new[] { dims.Item1, dims.Item2, dims.Item3 });

        /// <summary>Shifted along dimensions; what leaves at one end comes in at the other.</summary>
        public Tensor roll(ReadOnlySpan<long> shifts, ReadOnlySpan<long> dims = default) =>
            Op.roll.One(this, shifts.ToArray(), dims.ToArray());

        /// <summary>With a new dimension of size 1.</summary>
        public Tensor unsqueeze(long dim) => Op.unsqueeze.One(this, dim);

        /// <summary>With a new dimension of size 1, in place.</summary>
        public Tensor unsqueeze_(long dim)
        {
            Op.unsqueeze_.Run(this, dim);
            return this;
        }

        /// <summary>With at least one dimension.</summary>
        public Tensor atleast_1d() => Op.atleast_1d.One(this);

        /// <summary>With at least two dimensions.</summary>
        public Tensor atleast_2d() => Op.atleast_2d.One(this);

        /// <summary>With at least three dimensions.</summary>
        public Tensor atleast_3d() => Op.atleast_3d.One(this);
    }
}
