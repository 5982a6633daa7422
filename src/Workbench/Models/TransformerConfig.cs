using Workbench.Configuration;
using Workbench.Models.Attention;
using Workbench.Models.Blocks;
using Workbench.Models.FeedForward;
using Workbench.Models.Heads;
using Workbench.Models.Initialisation;
using Workbench.Models.Norms;
using Workbench.Models.Positions;

namespace Workbench.Models;

/// <summary>A decoder-only transformer as a value: shared widths here, everything else in the parts.</summary>
public sealed partial record TransformerConfig : IValidated
{
    /// <summary>The number of blocks. Default 4.</summary>
    [InRange(1, 10_000)]
    public int Layers { get; init; } = 4;

    /// <summary>The width D of the residual stream. Default 128.</summary>
    [InRange(1, 1_000_000)]
    public int Width { get; init; } = 128;

    /// <summary>The number H of query heads; must divide the width. Default 4.</summary>
    [InRange(1, 100_000)]
    public int HeadCount { get; init; } = 4;

    /// <summary>The number of tokens that the model is trained on at once. Default 64.</summary>
    [InRange(1, 10_000_000)]
    public int Context { get; init; } = 64;

    /// <summary>The number V of tokens known; 0 until the task gives it. Default 0.</summary>
    [InRange(0, 100_000_000)]
    public int Vocabulary { get; init; }

    /// <summary>Where blocks normalise. Default pre.</summary>
    public Placement Placement { get; init; } = Placement.Pre;

    /// <summary>How they normalise. Default layernorm.</summary>
    public NormConfig Norm { get; init; } = new LayerNorm();

    /// <summary>How positions are told. Default learned.</summary>
    public PositionConfig Position { get; init; } = new LearnedPosition();

    /// <summary>How query heads share keys and values. Default mha.</summary>
    public HeadsConfig Heads { get; init; } = new MultiHead();

    /// <summary>How tokens are mixed. Default full.</summary>
    public AttentionConfig Attention { get; init; } = new FullAttention();

    /// <summary>The position-wise network. Default gelu.</summary>
    public FeedForwardConfig FeedForward { get; init; } = new GeluFeedForward();

    /// <summary>Whether the output projection is the token embedding. Default true.</summary>
    public bool TieEmbeddings { get; init; } = true;

    /// <summary>The probability that an entry is dropped, after the embedding, on attention weights (full attention) and at the end of each residual branch. Default 0.</summary>
    [InRange(0, 1, Below = true)]
    public double Dropout { get; init; }

    /// <summary>How weights start. Default gpt2.</summary>
    public InitialisationConfig Initialisation { get; init; } = new Gpt2Initialisation();

    /// <inheritdoc/>
    public IEnumerable<Fault> Validate(string path) => [];

    /// <summary>The number of trained parameters of the built module; a tied matrix counts once.</summary>
    public long ParameterCount() => throw new InvalidOperationException();

    /// <summary>Floating-point operations of the forward pass for one token (a multiply-add is two), averaged over a causal context; training takes three times as many.</summary>
    /// <param name="context">Tokens in the context.</param>
    public double FlopsPerToken(int context) => throw new InvalidOperationException();

    /// <summary>Bytes of decoding state for one sequence.</summary>
    /// <param name="tokens">Tokens seen.</param>
    /// <param name="bytesPerElement">Default 4: float32.</param>
    public long StateBytes(int tokens, int bytesPerElement = 4) => throw new InvalidOperationException();
}
