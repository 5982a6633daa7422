namespace TorchSharp;

public static partial class torch
{
    /// <summary>Tensors one after another along a dimension.</summary>
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Op.cat.One(tensors as Tensor[] ?? [.. tensors], dim);
    /// <summary>Tensors one after another along a dimension.</summary>
    public static Tensor cat(Tensor[] tensors, long dim = 0) => Op.cat.One(tensors, dim);
    /// <summary>Tensors one after another along a dimension.</summary>
    public static Tensor cat(ReadOnlySpan<Tensor> tensors, long dim = 0) => Op.cat.One(tensors.ToArray(), dim);
    /// <summary>Tensors one after another along a dimension.</summary>
    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);
    /// <summary>Tensors one after another along a dimension.</summary>
    public static Tensor concat(Tensor[] tensors, long dim = 0) => cat(tensors, dim);
    /// <summary>Tensors one after another along a dimension.</summary>
    public static Tensor concat(ReadOnlySpan<Tensor> tensors, long dim = 0) => cat(tensors, dim);
    /// <summary>Tensors one after another along a dimension.</summary>
    public static Tensor concatenate(IList<Tensor> tensors, long axis = 0) => cat(tensors, axis);
    /// <summary>Tensors one after another along a dimension.</summary>
    public static Tensor concatenate(Tensor[] tensors, long axis = 0) => cat(tensors, axis);
    /// <summary>Tensors one after another along a dimension.</summary>
    public static Tensor concatenate(ReadOnlySpan<Tensor> tensors, long axis = 0) => cat(tensors, axis);
    /// <summary>Tensors of one shape along a new dimension.</summary>
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Op.stack.One(tensors as Tensor[] ?? [.. tensors], dim);

    /// <summary>Tensors above each other, along the first dimension.</summary>
    public static Tensor vstack(IList<Tensor> tensors) => Op.vstack.One(tensors as Tensor[] ?? [.. tensors]);
    /// <summary>Tensors above each other, along the first dimension.</summary>
    public static Tensor vstack(Tensor[] tensors) => Op.vstack.One(tensors);
    /// <summary>Tensors above each other, along the first dimension.</summary>
    public static Tensor vstack(ReadOnlySpan<Tensor> tensors) => Op.vstack.One(tensors.ToArray());
    /// <summary>Tensors above each other, along the first dimension.</summary>
    public static Tensor row_stack(IList<Tensor> tensors) => vstack(tensors);
    /// <summary>Tensors above each other, along the first dimension.</summary>
    public static Tensor row_stack(params Tensor[] tensors) => vstack(tensors);
    /// <summary>Tensors above each other, along the first dimension.</summary>
    public static Tensor row_stack(ReadOnlySpan<Tensor> tensors) => vstack(tensors);
    /// <summary>Tensors beside each other, along the second dimension (vectors: the first).</summary>
    public static Tensor hstack(IList<Tensor> tensors) => Op.hstack.One(tensors as Tensor[] ?? [.. tensors]);
    /// <summary>Tensors beside each other, along the second dimension (vectors: the first).</summary>
    public static Tensor hstack(params Tensor[] tensors) => Op.hstack.One(tensors);
    /// <summary>Tensors beside each other, along the second dimension (vectors: the first).</summary>
    public static Tensor hstack(IEnumerable<Tensor> tensors) => Op.hstack.One(tensors.ToArray());
    /// <summary>Tensors beside each other, along the second dimension (vectors: the first).</summary>
    public static Tensor hstack(ReadOnlySpan<Tensor> tensors) => Op.hstack.One(tensors.ToArray());
    /// <summary>Tensors behind each other, along the third dimension.</summary>
    public static Tensor dstack(params Tensor[] tensors) => Op.dstack.One(tensors);
    /// <summary>Tensors behind each other, along the third dimension.</summary>
    public static Tensor dstack(IList<Tensor> tensors) => Op.dstack.One(tensors as Tensor[] ?? [.. tensors]);
    /// <summary>Tensors behind each other, along the third dimension.</summary>
    public static Tensor dstack(ReadOnlySpan<Tensor> tensors) => Op.dstack.One(tensors.ToArray());
    /// <summary>Tensors behind each other, along the third dimension.</summary>
    public static Tensor dstack(IEnumerable<Tensor> tensors) => Op.dstack.One(tensors.ToArray());
    /// <summary>Vectors as the columns of a matrix.</summary>
    public static Tensor column_stack(IList<Tensor> tensors) => Op.column_stack.One(tensors as Tensor[] ?? [.. tensors]);
    /// <summary>Vectors as the columns of a matrix.</summary>
    public static Tensor column_stack(params Tensor[] tensors) => Op.column_stack.One(tensors);
    /// <summary>Vectors as the columns of a matrix.</summary>
    public static Tensor column_stack(ReadOnlySpan<Tensor> tensors) => Op.column_stack.One(tensors.ToArray());
    /// <summary>Matrices along the diagonal of a larger one.</summary>
    public static Tensor block_diag(params Tensor[] tensors) => Op.block_diag.One(tensors);

    /// <summary>Tensors expanded to their common shape.</summary>
    public static IList<Tensor> broadcast_tensors(params Tensor[] tensors) => Op.broadcast_tensors.Many(tensors);
    /// <summary>Every combination of the elements of vectors, one row each.</summary>
    public static Tensor cartesian_prod(IList<Tensor> tensors) => Op.cartesian_prod.One(tensors as Tensor[] ?? [.. tensors]);
    /// <summary>Every combination of the elements of vectors, one row each.</summary>
    public static Tensor cartesian_prod(params Tensor[] tensors) => Op.cartesian_prod.One(tensors);
    /// <summary>Every combination of the elements of vectors, one row each.</summary>
    public static Tensor cartesian_prod(ReadOnlySpan<Tensor> tensors) => Op.cartesian_prod.One(tensors.ToArray());
    /// <summary>Every combination of r elements of a vector, one row each.</summary>
    public static Tensor combinations(Tensor input, int r = 2, bool with_replacement = false) => Op.combinations.One(input, r, with_replacement);
    /// <summary>Coordinates of a grid; <paramref name="indexing"/> is "ij" or "xy".</summary>
    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij") => Op.meshgrid_indexing.Many(tensors.ToArray(), indexing);

    /// <summary>Sums of products in Einstein's notation, "bij,bjk-&gt;bik".</summary>
    public static Tensor einsum(string equation, params Tensor[] tensors) => Op.einsum.One(equation, tensors);

    /// <summary>x where the condition holds, y elsewhere.</summary>
    public static Tensor where(Tensor condition, Tensor x, Tensor y) => Op.where_self.One(condition, x, y);
    /// <summary>Indices of where the condition holds, one tensor a dimension.</summary>
    public static Tensor[] where(Tensor condition) => Op.where.Many(condition);
}
