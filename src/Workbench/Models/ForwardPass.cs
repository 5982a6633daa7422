using Workbench.Kernels;
using Workbench.Models.Attention;
using Workbench.Models.Positions;
using static TorchSharp.torch;

namespace Workbench.Models;

/// <summary>What the parts of a model share during one forward pass.</summary>
public sealed class ForwardPass
{
    readonly ICapture? _capture;
    readonly IReadOnlyList<LayerState>? _states;
    readonly double _dropout;
    readonly long _seed;
    readonly long _step;

    internal ForwardPass(PositionEncoding position, DecodingState? state, ICapture? capture, double dropout, long seed, long step)
    {
        Position = position;
        (Start, _states, _capture) = (state?.Length ?? 0, state?.Layers, capture);
        (_dropout, _seed, _step) = (dropout, seed, step);
    }

    /// <summary>The model's position encoding.</summary>
    public PositionEncoding Position { get; }

    /// <summary>The position of the first token of this pass: 0, or the tokens read before while decoding.</summary>
    public long Start { get; }

    /// <summary>The decoding state of a block; null in a full forward pass.</summary>
    public LayerState? State(int layer) => _states?[layer];

    /// <summary>Whether <see cref="Dropout"/> does something.</summary>
    public bool Drops => _dropout > 0;

    /// <summary>
    /// Dropout while training, x itself otherwise. The mask is a function of (seed, site, step) given to
    /// <see cref="Transformer.BeginStep"/>.
    /// </summary>
    /// <param name="x">Any shape.</param>
    /// <param name="site">The name of the place: "blocks.0.attention.weights".</param>
    public Tensor Dropout(Tensor x, string site) => Drops ? Philox.dropout(x, _dropout, DropoutStream(site)) : x;

    /// <summary>The probability of a zero, 0 outside of training; for kernels that drop on their own.</summary>
    internal double DropoutProbability => _dropout;

    /// <summary>The stream of a place's masks.</summary>
    internal RandomStream DropoutStream(string site) => RandomStream.Named(_seed, $"dropout/{site}", _step);

    /// <summary>Whether an activation is wanted.</summary>
    public bool Wants(string name) => _capture?.Wants(name) ?? false;

    /// <summary>Hands an activation to the receiver, when it is wanted.</summary>
    public void Record(string name, Tensor value)
    {
        if (Wants(name))
            _capture!.Record(name, value.detach().clone().DetachFromDisposeScope());
    }
}
