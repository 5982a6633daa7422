namespace TorchSharp;

public static partial class torch
{
    /// <summary>All positions along a dimension.</summary>
    public static Tensor[] unbind(Tensor tensor, int dim = 0) => Op.unbind_int.Many(tensor, dim);

    /// <summary>One dimension as several.</summary>
    public static Tensor unflatten(Tensor input, long dim, params long[] sizes) => input.unflatten(dim, sizes);

    /// <summary>One dimension as several.</summary>
    public static Tensor unflatten(Tensor input, long dim, Size sizes) => input.unflatten(dim, sizes);

    /// <summary>Parts of equal size along a dimension, the last perhaps smaller.</summary>
    public static Tensor[] chunk(Tensor input, long chunks, long dim = 0) => input.chunk(chunks, dim);

    /// <summary>Parts along the third dimension.</summary>
    public static Tensor[] dsplit(Tensor input, long size) => input.dsplit(size);

    /// <summary>Parts along the third dimension.</summary>
    public static Tensor[] dsplit(Tensor input, long[] indices_or_sections) => input.dsplit(indices_or_sections);

    /// <summary>Parts along the third dimension.</summary>
    public static Tensor[] dsplit(Tensor input, (long, long) indices_or_sections) => input.dsplit(indices_or_sections);

    /// <summary>Parts along the third dimension.</summary>
    public static Tensor[] dsplit(Tensor input, (long, long, long) indices_or_sections) => input.dsplit(indices_or_sections);

    /// <summary>Parts along the third dimension.</summary>
    public static Tensor[] dsplit(Tensor input, (long, long, long, long) indices_or_sections) => input.dsplit(indices_or_sections);

    /// <summary>Parts along the second dimension (the first of a vector).</summary>
    public static Tensor[] hsplit(Tensor input, long indices_or_sections) => input.hsplit(indices_or_sections);

    /// <summary>Parts along the second dimension (the first of a vector).</summary>
    public static Tensor[] hsplit(Tensor input, long[] indices_or_sections) => input.hsplit(indices_or_sections);

    /// <summary>Parts along the second dimension (the first of a vector).</summary>
    public static Tensor[] hsplit(Tensor input, (long, long) indices_or_sections) =>
        Op.hsplit_array.Many(input, new[] { indices_or_sections.Item1, indices_or_sections.Item2 });

    /// <summary>Parts along the second dimension (the first of a vector).</summary>
    public static Tensor[] hsplit(Tensor input, (long, long, long) indices_or_sections) =>
        Op.hsplit_array.Many(input, new[] { indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3 });

    /// <summary>Parts along the second dimension (the first of a vector).</summary>
    public static Tensor[] hsplit(Tensor input, (long, long, long, long) indices_or_sections) =>
        Op.hsplit_array.Many(input, new[] { indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3, indices_or_sections.Item4 });

    /// <summary>Dimensions moved to other places.</summary>
    public static Tensor movedim(Tensor input, long source, long destination) => Op.movedim_int.One(input, source, destination);

    /// <summary>Dimensions moved to other places.</summary>
    public static Tensor movedim(Tensor input, long[] source, long[] destination) => input.movedim(source, destination);

    /// <summary>Dimensions moved to other places.</summary>
    public static Tensor moveaxis(Tensor input, long source, long destination) => Op.moveaxis_int.One(input, source, destination);

    /// <summary>Dimensions moved to other places.</summary>
    public static Tensor moveaxis(Tensor input, (long, long) source, (long, long) destination) =>
        Op.moveaxis_intlist.One(input, new[] { source.Item1, source.Item2 }, new[] { destination.Item1, destination.Item2 });

    /// <summary>Dimensions moved to other places.</summary>
    public static Tensor moveaxis(Tensor input, (long, long, long) source, (long, long, long) destination) =>
        Op.moveaxis_intlist.One(input, new[] { source.Item1, source.Item2, source.Item3 }, new[] { destination.Item1, destination.Item2, destination.Item3 });

    /// <summary>Dimensions moved to other places.</summary>
    public static Tensor moveaxis(Tensor input, (long, long, long, long) source, (long, long, long, long) destination) =>
        Op.moveaxis_intlist.One(input, new[] { source.Item1, source.Item2, source.Item3, source.Item4 }, new[] { destination.Item1, destination.Item2, destination.Item3, destination.Item4 });

    /// <summary>Dimensions moved to other places.</summary>
    public static Tensor moveaxis(Tensor input, long[] source, long[] destination) => input.moveaxis(source, destination);

    /// <summary>A range along a dimension, as a view.</summary>
    public static Tensor narrow(Tensor input, long dim, long start, long length) => input.narrow(dim, start, length);

    /// <summary>Dimensions in another order.</summary>
    public static Tensor permute(Tensor input, params long[] permutation) => input.permute(permutation);

    /// <summary>Another shape of the same elements; a view where possible. One size may be -1.</summary>
    public static Tensor reshape(Tensor input, params long[] shape) => input.reshape(shape);

    /// <summary>One position along a dimension, as a view.</summary>
    public static Tensor select(Tensor input, long dim, long index) => input.select(dim, index);

    /// <summary>Parts of given sizes along a dimension.</summary>
    public static Tensor[] split(Tensor tensor, long[] split_size_or_sections, long dim = 0) =>
        tensor.split(split_size_or_sections, dim);

    /// <summary>Two dimensions exchanged.</summary>
    public static Tensor swapaxes(Tensor input, long axis0, long axis1) => input.swapaxes(axis0, axis1);

    /// <summary>Two dimensions exchanged.</summary>
    public static Tensor swapdims(Tensor input, long dim0, long dim1) => input.swapdims(dim0, dim1);

    /// <summary>Transpose of a matrix.</summary>
    public static Tensor t(Tensor input) => input.t();

    /// <summary>A number of parts of nearly equal size, or parts between positions.</summary>
    public static Tensor[] tensor_split(Tensor input, long indices_or_sections, long dim = 0) =>
        input.tensor_split(indices_or_sections, dim);

    /// <summary>A number of parts of nearly equal size, or parts between positions.</summary>
    public static Tensor[] tensor_split(Tensor input, long[] indices_or_sections, long dim = 0) =>
        input.tensor_split(indices_or_sections, dim);

    /// <summary>A number of parts of nearly equal size, or parts between positions.</summary>
    public static Tensor[] tensor_split(Tensor input, Tensor indices_or_sections, long dim = 0) =>
        input.tensor_split(indices_or_sections, dim);

    /// <summary>The tensor repeated along its dimensions.</summary>
    public static Tensor tile(Tensor input, long[] dims) => input.tile(dims);

    /// <summary>Two dimensions exchanged.</summary>
    public static Tensor transpose(Tensor input, long dim0, long dim1) => input.transpose(dim0, dim1);

    /// <summary>All positions along a dimension.</summary>
    public static Tensor[] unbind(Tensor input, long dim = 0) => input.unbind(dim);

    /// <summary>With a new dimension of size 1.</summary>
    public static Tensor unsqueeze(Tensor input, long dim) => input.unsqueeze(dim);

    /// <summary>With a new dimension of size 1, in place.</summary>
    public static Tensor unsqueeze_(Tensor input, long dim) => input.unsqueeze_(dim);

    /// <summary>Parts along the first dimension.</summary>
    public static Tensor[] vsplit(Tensor input, long[] indices_or_sections) => input.vsplit(indices_or_sections);

    /// <summary>Expanded to a shape.</summary>
    public static Tensor broadcast_to(Tensor input, params long[] shape) => input.broadcast_to(shape);

    /// <summary>Dimensions from start to end as one.</summary>
    public static Tensor flatten(Tensor input, long start_dim = 0, long end_dim = -1) => input.flatten(start_dim, end_dim);

    /// <summary>Reversed along dimensions.</summary>
    public static Tensor flip(Tensor input, params long[] dims) => input.flip(dims);

    /// <summary>Reversed along the second dimension.</summary>
    public static Tensor fliplr(Tensor input) => input.fliplr();

    /// <summary>Reversed along the first dimension.</summary>
    public static Tensor flipud(Tensor input) => input.flipud();

    /// <summary>All elements in one dimension.</summary>
    public static Tensor ravel(Tensor input) => input.ravel();

    /// <summary>Each element repeated, next to itself.</summary>
    public static Tensor repeat_interleave(Tensor input, long repeats, long? dim = null, long? output_size = null) =>
        input.repeat_interleave(repeats, dim, output_size);

    /// <summary>Each element repeated, next to itself.</summary>
    public static Tensor repeat_interleave(Tensor input, Tensor repeats, long? dim = null, long? output_size = null) =>
        input.repeat_interleave(repeats, dim, output_size);

    /// <summary>Shifted along dimensions; what leaves at one end comes in at the other.</summary>
    public static Tensor roll(Tensor input, (long, long) shifts, (long, long) dims) => input.roll(shifts, dims);

    /// <summary>Shifted along dimensions; what leaves at one end comes in at the other.</summary>
    public static Tensor roll(Tensor input, (long, long, long) shifts, (long, long, long) dims) => input.roll(shifts, dims);

    /// <summary>Shifted along dimensions; what leaves at one end comes in at the other.</summary>
    public static Tensor roll(Tensor input, long[] shifts, long[] dims) => input.roll(shifts, dims);

    /// <summary>Shifted along dimensions; what leaves at one end comes in at the other.</summary>
    public static Tensor roll(Tensor input, long[] shifts) => input.roll(shifts);

    /// <summary>Shifted along dimensions; what leaves at one end comes in at the other.</summary>
    public static Tensor roll(Tensor input, ReadOnlySpan<long> shifts, ReadOnlySpan<long> dims = default) => input.roll(shifts, dims);

    /// <summary>Complex numbers as pairs in a new last dimension.</summary>
    public static Tensor view_as_real(Tensor input) => input.view_as_real();

    /// <summary>Pairs in the last dimension as complex numbers.</summary>
    public static Tensor view_as_complex(Tensor input) => input.view_as_complex();
}
