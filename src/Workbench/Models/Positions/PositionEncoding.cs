using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Models.Positions;

/// <summary>
/// The module of a position encoding, one for the whole model. It can modify the token embeddings, the queries and keys, and the scores (by
/// distance, by distance and query, or pair by pair); the default of each is to do nothing.
/// </summary>
/// <param name="name">The module's name.</param>
public abstract class PositionEncoding(string name) : nn.Module(name)
{
    /// <summary>Adds positions to the embedded tokens.</summary>
    /// <param name="x">[B, T, D]</param>
    /// <param name="start">The position of the first token.</param>
    public virtual Tensor Embed(Tensor x, long start) => x;

    /// <summary>Whether <see cref="Rotate"/> is overridden.</summary>
    public virtual bool Rotates => false;

    /// <summary>Rotates queries or keys by their positions.</summary>
    /// <param name="x">[..., T, K]</param>
    /// <param name="start">The position of the first token.</param>
    public virtual Tensor Rotate(Tensor x, long start) => x;

    /// <summary>
    /// The tables of <see cref="Rotate"/>, for kernels that apply the rotation themselves; null (default) when <see cref="Rotate"/> does
    /// not use tables.
    /// </summary>
    /// <param name="count">Minimum number of positions.</param>
    /// <param name="like">Gives the dtype and device.</param>
    internal virtual RotaryTables? Rotary(long count, Tensor like) => null;

    /// <summary>
    /// A score bias that depends only on the distance, which the attention kernel can add itself. Null (default) means none.
    /// </summary>
    /// <param name="start">The position of the first query; the last key is at position start + queries - 1.</param>
    /// <param name="queries">n.</param>
    /// <param name="keys">S.</param>
    /// <param name="like">Gives the dtype and device.</param>
    /// <returns>[H, n + S - 1]: entry i - j + S - 1 is added to the score of query i and key j; the caller does not dispose it.</returns>
    public virtual Tensor? DistanceBias(long start, long queries, long keys, Tensor like) => null;

    /// <summary>
    /// Embeddings of the distance from query to key: the scaled product of the query with the embedding is added to the score. Null
    /// (default) means none.
    /// </summary>
    /// <param name="layer">0-based index of the block.</param>
    /// <returns>[2c + 1, K]: row c + (key position minus query position, clipped to [-c, c]); the caller does not dispose it.</returns>
    public virtual Tensor? RelativeKeys(int layer) => null;

    /// <summary>
    /// Adds a bias to the causal mask of the scores, pair by pair; the default adds <see cref="DistanceBias"/>. Overriding this method
    /// disables the attention kernel, because all pairs must then be in memory.
    /// </summary>
    /// <param name="mask">[n, S]: 0 where query i (at position start + i) may see key j, -infinity elsewhere.</param>
    /// <param name="start">The position of the first query.</param>
    /// <returns>The mask itself, or mask plus bias [H, n, S]; the caller does not dispose it.</returns>
    public virtual Tensor ScoreBias(Tensor mask, long start)
    {
        var (queries, keys) = (mask.shape[0], mask.shape[1]);
        if (DistanceBias(start, queries, keys, mask) is not { } bias)
            return mask;
        var entries =
            // [n, S]
            arange(queries, ScalarType.Int64, mask.device).unsqueeze(1)
            - arange(keys, ScalarType.Int64, mask.device)
            + (keys - 1);
        return bias.index_select(1, entries.flatten()).view(-1, queries, keys) + mask; // [H, n, S]
    }

    /// <summary>Whether <see cref="ScoreBias"/> is overridden.</summary>
    internal bool BiasesPairs =>
        biasesPairs ??= GetType().GetMethod(nameof(ScoreBias), [typeof(Tensor), typeof(long)])!.DeclaringType != typeof(PositionEncoding);

    private bool? biasesPairs;
}
