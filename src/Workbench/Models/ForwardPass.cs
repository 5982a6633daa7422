using Workbench.Kernels;
using Workbench.Models.Attention;
using Workbench.Models.Positions;
using static TorchSharp.torch;

namespace Workbench.Models;

/// <summary>Context of one forward pass through a stack of blocks, shared by all modules of the stack.</summary>
public sealed class ForwardPass
{
    private readonly ICapture? _capture;
    private readonly DecodingState? _state;
    private readonly double _dropout;
    private readonly DropoutKey _key;

    internal ForwardPass(PositionEncoding position, DecodingState? state, ICapture? capture, double dropout, DropoutKey key)
    {
        (Position, Start, _state, _capture) = (position, state?.Length ?? 0, state, capture);
        (_dropout, _key) = (dropout, key);
    }

    private ForwardPass(ForwardPass first, ICapture? capture)
    {
        (Position, Mask, Memory, MemoryPadding) = (first.Position, first.Mask, first.Memory, first.MemoryPadding);
        (_capture, _dropout, _key) = (capture, first._dropout, first._key);
    }

    /// <summary>
    /// This pass for computing a block again: with the same dropout masks, and without recording the activations a second time. What the
    /// capture requests stays the same, because it decides which operators compute a block.
    /// </summary>
    internal ForwardPass Again() => new(this, _capture is null ? null : new Silent(_capture));

    /// <summary>This pass, reading other values of the encoder's output.</summary>
    internal ForwardPass Reading(Tensor memory) => new(this, _capture) { Memory = memory };

    /// <summary>This pass for the attention to the encoder's output, all of which is seen and none of which has a distance.</summary>
    /// <param name="position">A position encoding that does nothing.</param>
    internal ForwardPass Across(PositionEncoding position) =>
        new(this, _capture)
        {
            Position = position,
            Mask = new AttentionMask { Padding = MemoryPadding },
        };

    /// <summary>The stack's position encoding.</summary>
    public PositionEncoding Position { get; private init; }

    /// <summary>The keys that the attention of the stack shows to its queries. Default: those up to the query.</summary>
    public AttentionMask Mask { get; internal init; } = AttentionMask.CausalOnly;

    /// <summary>[B, S, D]: the encoder's output; null in a model without encoder.</summary>
    public Tensor? Memory { get; internal init; }

    /// <summary>[B, S] bool: true for padding of the encoder's output; null for none.</summary>
    internal Tensor? MemoryPadding { get; init; }

    /// <summary>The position of the first token of this pass: 0, or the number of tokens already read when decoding.</summary>
    public long Start { get; }

    /// <summary>The decoding state of a block; null in a full forward pass.</summary>
    public LayerState? State(int layer) => _state?.Layers[layer];

    /// <summary>What the attention to the encoder's output keeps when decoding; null in a full forward pass.</summary>
    internal MemoryState? MemoryState(int layer) => _state?.Memories[layer];

    /// <summary>Whether dropout is active.</summary>
    public bool Drops => _dropout > 0;

    /// <summary>
    /// Applies dropout during training; returns x itself otherwise. The mask is a function of the site and of the seed and step given to
    /// <see cref="Transformer.BeginStep(long, long)"/>.
    /// </summary>
    /// <param name="x">Any shape.</param>
    /// <param name="site">The site's name: "blocks.0.attention.weights".</param>
    /// <param name="batchDimension">The dimension of the sequences. Default: the first.</param>
    public Tensor Dropout(Tensor x, string site, int batchDimension = 0) =>
        Drops ? Philox.dropout(x, _dropout, DropoutStream(site), _key.Rows, batchDimension) : x;

    /// <summary>The dropout probability, 0 outside training; for kernels that apply dropout themselves.</summary>
    internal double DropoutProbability => _dropout;

    /// <summary>The place of the sequences in the batch whose masks are used.</summary>
    internal BatchRows DropoutRows => _key.Rows;

    /// <summary>The random stream of a site's masks.</summary>
    internal RandomStream DropoutStream(string site) => RandomStream.Named(_key.Seed, $"dropout/{site}", _key.Step);

    /// <summary>Whether the capture requests an activation.</summary>
    public bool Wants(string name) => _capture?.Wants(name) ?? false;

    /// <summary>Passes a detached copy of an activation to the capture, if requested.</summary>
    public void Record(string name, Tensor value)
    {
        if (Wants(name))
            _capture!.Record(name, value.detach().clone().DetachFromDisposeScope());
    }

    private sealed class Silent(ICapture capture) : ICapture
    {
        public bool Wants(string name) => capture.Wants(name);

        public void Record(string name, Tensor value) => value.Dispose();
    }
}

/// <summary>The key of the dropout masks of a forward pass.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Step">The training step.</param>
/// <param name="Rows">The place of the rows in the batch.</param>
internal readonly record struct DropoutKey(long Seed, long Step, BatchRows Rows);
