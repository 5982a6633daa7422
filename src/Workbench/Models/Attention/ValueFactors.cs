using static TorchSharp.torch;

namespace Workbench.Models.Attention;

/// <summary>
/// The value and output projections of heads, W_V and W_O, whose product W_O W_V has a rank r of at most the head width K: values of r
/// coordinates, and columns of the output projection for them. Attention computes with K coordinates, of which the others are zero.
/// </summary>
/// <param name="Heads">Query heads, H.</param>
/// <param name="Groups">Key and value heads, G.</param>
/// <param name="Rank">Coordinates of a value, r.</param>
/// <param name="Width">Head width, K.</param>
internal readonly record struct ValueFactors(long Heads, long Groups, long Rank, long Width)
{
    public static ValueFactors Of(TransformerConfig model) => new(model.HeadCount, model.KeyValueHeads, model.ValueWidth, model.HeadWidth);

    /// <summary>Rows of all values in a projection.</summary>
    public long Rows => Groups * Rank;

    /// <summary>Columns of the output projection.</summary>
    public long Columns => Heads * Rank;

    /// <summary>Weights [n + G r, D], or biases [n + G r], whose last rows are those of values: [n + G K, D].</summary>
    public Tensor WideRows(Tensor weight)
    {
        if (Rank == Width)
            return weight;
        var others = weight.shape[0] - Rows;
        var values = weight.narrow(0, others, Rows).unflatten(0, [Groups, Rank]); // [G, r, …]
        long[] missing = [Groups, Width - Rank, .. weight.shape.AsSpan(1)];
        var wide = cat([values, zeros(missing, weight.dtype, weight.device)], 1).flatten(0, 1); // [G K, …]
        return others == 0 ? wide : cat([weight.narrow(0, 0, others), wide], 0);
    }

    /// <summary>The output projection's weights [D, H r]: [D, H K].</summary>
    public Tensor WideColumns(Tensor weight)
    {
        if (Rank == Width)
            return weight;
        var missing = zeros([weight.shape[0], Heads, Width - Rank], weight.dtype, weight.device);
        return cat([weight.unflatten(1, [Heads, Rank]), missing], 2).flatten(1, 2);
    }
}
