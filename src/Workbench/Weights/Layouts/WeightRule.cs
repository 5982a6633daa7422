using static TorchSharp.torch;

namespace Workbench.Weights;

/// <summary>Rows of one of our weights as a tensor of another layout.</summary>
/// <param name="Name">The tensor's name in the other layout.</param>
/// <param name="Rows">The number of our rows that it holds.</param>
/// <param name="Order">Their row i is our row Order[i]; null for the same order.</param>
/// <param name="Scale">Ours are theirs times this. Default 1.</param>
/// <param name="Surplus">Further rows of theirs, which are left out. Default 0.</param>
public sealed record WeightPart(string Name, long Rows, long[]? Order = null, double Scale = 1, long Surplus = 0);

/// <summary>One of our weights as tensors of another layout.</summary>
/// <param name="Name">The parameter's path in our model.</param>
/// <param name="Shape">The parameter's shape.</param>
/// <param name="Parts">The tensors that together, one below the other, are our weight.</param>
/// <param name="Transposed">Whether the tensors are [inputs, outputs], where ours are [outputs, inputs].</param>
public sealed record WeightRule(string Name, IReadOnlyList<long> Shape, IReadOnlyList<WeightPart> Parts, bool Transposed = false)
{
    /// <summary>A weight that only has another name.</summary>
    public WeightRule(string name, IReadOnlyList<long> shape, string theirs, bool transposed = false)
        : this(name, shape, [new WeightPart(theirs, shape[0])], transposed) { }

    /// <summary>The shape of a part in the other layout.</summary>
    public IReadOnlyList<long> ShapeOf(WeightPart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        long[] shape = [part.Rows + part.Surplus, .. Shape.Skip(1)];
        return Transposed ? [.. shape.Reverse()] : shape;
    }

    /// <summary>Our weight, from the tensors of the other layout.</summary>
    public Tensor Join(Func<string, Tensor> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        using var scope = NewDisposeScope();
        var parts = Parts.Select(part =>
        {
            var rows = Transposed ? read(part.Name).t() : read(part.Name);
            rows = part.Surplus == 0 ? rows : rows.narrow(0, 0, part.Rows);
            if (part.Order is { } order)
                rows = rows.index_select(0, tensor(Inverse(order)));
            return part.Scale == 1 ? rows : rows * part.Scale;
        });
        return cat([.. parts], 0).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>The tensors of the other layout, from our weight.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> Split(Tensor weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        var first = 0L;
        foreach (var part in Parts)
        {
            using var scope = NewDisposeScope();
            var rows = weight.narrow(0, first, part.Rows);
            if (part.Order is { } order)
                rows = rows.index_select(0, tensor(order, device: weight.device));
            if (part.Scale != 1)
                rows = rows / part.Scale;
            yield return new(part.Name, (Transposed ? rows.t() : rows).contiguous().MoveToOuterDisposeScope());
            first += part.Rows;
        }
    }

    private static long[] Inverse(long[] order)
    {
        var inverse = new long[order.Length];
        for (var i = 0; i < order.Length; i++)
            inverse[order[i]] = i;
        return inverse;
    }
}
