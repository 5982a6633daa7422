using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What the two embedding layers share.</summary>
/// <param name="PaddingIndex">The vector that starts as zero and gets no gradient, counted from 0.</param>
/// <param name="MaxNorm">Vectors longer than this are shortened, in place, when they are looked up.</param>
/// <param name="NormType">The p of the p-norm that <paramref name="MaxNorm"/> means.</param>
/// <param name="ScaleGradByFreq">Whether gradients are divided by how often a vector occurs in the batch.</param>
/// <param name="Sparse">Whether the gradient is a sparse tensor.</param>
internal sealed record EmbeddingOptions(long? PaddingIndex, double? MaxNorm, double NormType, bool ScaleGradByFreq, bool Sparse)
{
    internal static Parameter NewTable(long count, long width, long? paddingIndex, Device? device, ScalarType? dtype)
    {
        var table = new Parameter(empty(count, width, device: device, dtype: dtype));
        nn.init.normal_(table);
        if (paddingIndex is not { } index) return table;
        using var _ = no_grad();
        using var row = table.select(0, index);
        row.zero_();
        return table;
    }

    internal static long? CheckedPadding(long? index, long count) => index switch
    {
        null => null,
        { } given when given >= 0 && given < count => given,
        { } given when given < 0 && given >= -count => count + given,
        _ => throw new ArgumentException($"padding_idx must be within num_embeddings ({count}), got {index}."),
    };

    internal void Renormalise(Operator renormalise, Tensor weight, Tensor indices)
    {
        if (MaxNorm is not { } limit) return;
        using var _ = no_grad();
        using var rows = indices.contiguous();
        renormalise.Run(weight, rows, limit, NormType);
    }
}
