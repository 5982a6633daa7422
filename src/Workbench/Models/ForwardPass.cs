using Workbench.Kernels;
using Workbench.Models.Attention;
using Workbench.Models.Positions;
using static TorchSharp.torch;

namespace Workbench.Models;

/// <summary>Context of one forward pass, shared by all modules of the model.</summary>
public sealed class ForwardPass
{
    private readonly ICapture? _capture;
    private readonly IReadOnlyList<LayerState>? _states;
    private readonly double _dropout;
    private readonly long _seed;
    private readonly long _step;
    private readonly BatchRows _rows;

    internal ForwardPass(
        PositionEncoding position,
        DecodingState? state,
        ICapture? capture,
        double dropout,
        long seed,
        long step,
        BatchRows rows = default
    )
    {
        Position = position;
        (Start, _states, _capture) = (state?.Length ?? 0, state?.Layers, capture);
        (_dropout, _seed, _step, _rows) = (dropout, seed, step, rows);
    }

    private ForwardPass(ForwardPass first)
    {
        Position = first.Position;
        _capture = first._capture is null ? null : new Silent(first._capture);
        (_dropout, _seed, _step, _rows) = (first._dropout, first._seed, first._step, first._rows);
    }

    /// <summary>
    /// This pass for computing a block again: with the same dropout masks, and without recording the activations a second time. What the
    /// capture requests stays the same, because it decides which operators compute a block.
    /// </summary>
    internal ForwardPass Again() => new(this);

    /// <summary>The model's position encoding.</summary>
    public PositionEncoding Position { get; }

    /// <summary>The position of the first token of this pass: 0, or the number of tokens already read when decoding.</summary>
    public long Start { get; }

    /// <summary>The decoding state of a block; null in a full forward pass.</summary>
    public LayerState? State(int layer) => _states?[layer];

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
        Drops ? Philox.dropout(x, _dropout, DropoutStream(site), _rows, batchDimension) : x;

    /// <summary>The dropout probability, 0 outside training; for kernels that apply dropout themselves.</summary>
    internal double DropoutProbability => _dropout;

    /// <summary>The place of the sequences in the batch whose masks are used.</summary>
    internal BatchRows DropoutRows => _rows;

    /// <summary>The random stream of a site's masks.</summary>
    internal RandomStream DropoutStream(string site) => RandomStream.Named(_seed, $"dropout/{site}", _step);

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
