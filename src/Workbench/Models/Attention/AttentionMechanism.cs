using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Models.Attention;

/// <summary>
/// Computes outputs from queries, keys and values. The head dimensions come first: G key/value heads, each shared by R query heads (H = G
/// R; query head g R + r uses key/value head g), so that batched products need no copies.
/// </summary>
/// <param name="name">The module's name.</param>
/// <param name="path">The module's path in the model, which names captures and dropout masks: "blocks.0.attention".</param>
public abstract class AttentionMechanism(string name, string path) : nn.Module(name)
{
    /// <summary>The name of the attention weights, for captures and dropout.</summary>
    protected string WeightsName { get; } = $"{path}.weights";

    /// <summary>Whether queries and keys are passed unrotated because the mechanism applies the rotation itself, for example to
    /// features.</summary>
    public virtual bool RotatesInside => false;

    /// <summary>An empty decoding state.</summary>
    /// <param name="batch">The number of sequences.</param>
    public abstract LayerState NewState(int batch);

    /// <summary>Mixes values causally.</summary>
    /// <param name="x">[B, T, D]: the input of the query, key and value projections, for gates.</param>
    /// <param name="q">[G, R, B, T, K]</param>
    /// <param name="k">[G, B, T, K]</param>
    /// <param name="v">[G, B, T, K]</param>
    /// <param name="pass">Position, dropout, capture.</param>
    /// <param name="state">The decoding state, updated by this call; null in a full forward pass.</param>
    /// <returns>[G, R, B, T, K] with any strides.</returns>
    public abstract Tensor Attend(Tensor x, Tensor q, Tensor k, Tensor v, ForwardPass pass, LayerState? state);

    /// <summary>
    /// Fused attention over a full sequence, including the input and output projections. Returns null (the default) when the mechanism has
    /// no such form; the caller then tries <see cref="AttendPacked"/>.
    /// </summary>
    /// <param name="x">[B, T, D]</param>
    /// <param name="weights">Weights and biases of the projections.</param>
    /// <param name="heads">H.</param>
    /// <param name="pass">The forward pass, without a decoding state.</param>
    /// <returns>[B, T, D]</returns>
    public virtual Tensor? AttendProjected(Tensor x, in ProjectionWeights weights, long heads, ForwardPass pass) => null;

    /// <summary>
    /// Attention over a full sequence from the packed projection, which avoids splitting it and yields a single gradient tensor. Returns
    /// null (the default) when the mechanism has no such form; the caller then splits the projection and calls <see cref="Attend"/>.
    /// </summary>
    /// <param name="projected">[B, T, H + 2G, K]: all query heads, all key heads, all value heads.</param>
    /// <param name="heads">H.</param>
    /// <param name="pass">The forward pass, without a decoding state.</param>
    /// <returns>[B, H, T, K] with any strides.</returns>
    public virtual Tensor? AttendPacked(Tensor projected, long heads, ForwardPass pass) => null;

    /// <summary>Records weights [G, R, B, T, S] as [B, H, T, S].</summary>
    protected void RecordWeights(ForwardPass pass, Tensor weights)
    {
        using var scope = NewDisposeScope();
        pass.Record(WeightsName, weights.permute(2, 0, 1, 3, 4).flatten(1, 2));
    }
}
