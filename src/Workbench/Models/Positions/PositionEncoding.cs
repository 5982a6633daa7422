using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Models.Positions;

/// <summary>
/// The module of a position encoding, one for the whole model. It may act in three places, each of which does nothing unless overridden: on
/// the embedded tokens, on queries and keys, on the scores (by distance alone, by distance and query, or pair by pair).
/// </summary>
/// <param name="name">The module's name.</param>
public abstract class PositionEncoding(string name) : nn.Module(name)
{
    /// <summary>Adds positions to the embedded tokens.</summary>
    /// <param name="x">[B, T, D]</param>
    /// <param name="start">The position of the first token.</param>
    public virtual Tensor Embed(Tensor x, long start) => x;

    /// <summary>Whether <see cref="Rotate"/> does something.</summary>
    public virtual bool Rotates => false;

    /// <summary>Turns queries or keys by their positions.</summary>
    /// <param name="x">[..., T, K]</param>
    /// <param name="start">The position of the first token.</param>
    public virtual Tensor Rotate(Tensor x, long start) => x;

    /// <summary>
    /// The tables by which <see cref="Rotate"/> turns, for kernels that turn on their own; null (default) where it is not a rotation by
    /// tables.
    /// </summary>
    /// <param name="count">Positions that are needed at least.</param>
    /// <param name="like">Of the dtype and device that are wanted.</param>
    internal virtual RotaryTables? Rotary(long count, Tensor like) => null;

    /// <summary>
    /// A bias on the scores that depends on the distance alone: one number for each, which the attention kernel adds as it goes. Null
    /// (default): none.
    /// </summary>
    /// <param name="start">The position of the first query; the last key stands at start + queries - 1.</param>
    /// <param name="queries">n.</param>
    /// <param name="keys">S.</param>
    /// <param name="like">Of the dtype and device that are wanted.</param>
    /// <returns>[H, n + S - 1]: entry i - j + S - 1 is added to the score of query i and key j; the caller does not dispose it.</returns>
    public virtual Tensor? DistanceBias(long start, long queries, long keys, Tensor like) => null;

    /// <summary>
    /// Embeddings of the distance from query to key, which are part of the keys: the query's scaled product with them is added to the
    /// scores. Null (default): none.
    /// </summary>
    /// <param name="layer">The block that asks, from 0 on.</param>
    /// <returns>[2c + 1, K]: row c + (the key's position less the query's, clipped to [-c, c]); the caller does not dispose it.</returns>
    public virtual Tensor? RelativeKeys(int layer) => null;

    /// <summary>
    /// Adds a bias to the causal mask of the scores, pair by pair; default: <see cref="DistanceBias"/>. An encoding that overrides this
    /// keeps attention on plain operators, because all pairs must be in memory then.
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

    /// <summary>Whether the bias must be asked pair by pair.</summary>
    internal bool BiasesPairs =>
        biasesPairs ??= GetType().GetMethod(nameof(ScoreBias), [typeof(Tensor), typeof(long)])!.DeclaringType != typeof(PositionEncoding);

    bool? biasesPairs;
}
