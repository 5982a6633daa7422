using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Models.Attention;

/// <summary>
/// The one place where queries, keys and values become outputs. Heads come first: G key/value heads, each shared by R query heads (H = G R;
/// query head g R + r belongs to key/value head g), so that products need no copies.
/// </summary>
/// <param name="name">The module's name.</param>
/// <param name="path">Its place in the model, for captures and dropout: "blocks.0.attention".</param>
public abstract class AttentionMechanism(string name, string path) : nn.Module(name)
{
    /// <summary>The name under which weights are captured and dropped.</summary>
    protected string WeightsName { get; } = $"{path}.weights";

    /// <summary>Whether queries and keys come unrotated, because this mechanism turns something else.</summary>
    public virtual bool RotatesInside => false;

    /// <summary>An empty decoding state.</summary>
    /// <param name="batch">The number of sequences.</param>
    public abstract LayerState NewState(int batch);

    /// <summary>Mixes values causally.</summary>
    /// <param name="x">[B, T, D]: what queries, keys and values were projected from, for gates.</param>
    /// <param name="q">[G, R, B, T, K]</param>
    /// <param name="k">[G, B, T, K]</param>
    /// <param name="v">[G, B, T, K]</param>
    /// <param name="pass">Position, dropout, capture.</param>
    /// <param name="state">What was read before, moved on by this call; null in a full forward pass.</param>
    /// <returns>[G, R, B, T, K], of any strides.</returns>
    public abstract Tensor Attend(Tensor x, Tensor q, Tensor k, Tensor v, ForwardPass pass, LayerState? state);

    /// <summary>
    /// A whole sequence from the block's input to its output, projections included, where the mechanism can take it as one step. Null
    /// (default): it cannot, and <see cref="AttendPacked"/> is asked.
    /// </summary>
    /// <param name="x">[B, T, D]</param>
    /// <param name="weights">Of the projections.</param>
    /// <param name="heads">H.</param>
    /// <param name="pass">Of a full forward pass.</param>
    /// <returns>[B, T, D]</returns>
    public virtual Tensor? AttendProjected(Tensor x, in ProjectionWeights weights, long heads, ForwardPass pass) => null;

    /// <summary>
    /// A whole sequence's packed projection, where the mechanism can take it as it lies: nothing is taken apart, and the gradient comes in
    /// one piece. Null (default): it is taken apart, and <see cref="Attend"/> asked.
    /// </summary>
    /// <param name="projected">[B, T, H + 2G, K]: all query heads, all key heads, all value heads.</param>
    /// <param name="heads">H.</param>
    /// <param name="pass">Of a full forward pass.</param>
    /// <returns>[B, H, T, K], of any strides.</returns>
    public virtual Tensor? AttendPacked(Tensor projected, long heads, ForwardPass pass) => null;

    /// <summary>Hands weights [G, R, B, T, S] to the receiver as [B, H, T, S].</summary>
    protected void RecordWeights(ForwardPass pass, Tensor weights)
    {
        using var scope = NewDisposeScope();
        pass.Record(WeightsName, weights.permute(2, 0, 1, 3, 4).flatten(1, 2));
    }
}
