using TorchSharp.Modules;
using Workbench.Data;
using Workbench.Kernels;
using Workbench.Models.Architectures;
using Workbench.Models.Attention;
using Workbench.Models.Blocks;
using Workbench.Models.Initialisation;
using Workbench.Models.Positions;
using static TorchSharp.torch;

namespace Workbench.Models;

/// <summary>
/// A transformer: tokens [B, T] (int64) to logits [B, T, V]; a classifier has C classes in the place of V, and with pooling one token
/// in the place of T; with pooling and without classes the output is the pooled vector [B, 1, D]. Made by <see
/// cref="TransformerConfig.Build"/>. Methods that take a <see cref="ModelInput"/> also take a tensor of tokens, when the architecture
/// reads nothing else.
/// </summary>
public sealed partial class Transformer : nn.Module<Tensor, Tensor>
{
    /// <summary>The name of a classifier's weights in the place of the output projection.</summary>
    internal const string ClassWeights = "classes.weight";

    private readonly Embedding embedding;
    private readonly Embedding? segments; // null without segments
    private readonly Encoder? encoder; // null in a model with one stack
    private readonly PositionEncoding position;
    private readonly nn.Module<Tensor, Tensor>? embedding_norm;
    private readonly ModuleList<Block> blocks;
    private readonly nn.Module<Tensor, Tensor>? norm; // after the last block; null without
    private readonly Linear? pooler; // null without
    private readonly Linear? head; // null when tied to the embedding, and where texts become vectors or classes
    private readonly Linear? classes; // null unless the model is a classifier
    private readonly Stack stack;
    private DropoutKey dropoutKey;

    internal Transformer(TransformerConfig config, Device device, ScalarType dtype, long seed)
        : base(nameof(Transformer))
    {
        Config = config;
        dropoutKey = new(seed, 0, default);
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var plan = new BuildPlan(config, device, dtype, seed);
        embedding = plan.AtEmbeddings.Embedding("embedding.weight", config.Vocabulary);
        if (config.Segments > 0)
            segments = plan.AtEmbeddings.Embedding("segments.weight", config.Segments);
        if (config.EncoderStack is { } source)
            encoder = new(plan.At(nameof(encoder)) with { Model = source }, !config.SharesEmbeddings);
        stack = Stack.Build(plan);
        (position, embedding_norm, blocks, norm) = (stack.Position, stack.EmbeddingNorm, stack.Blocks, stack.Norm);
        if (config.Pooler == Pooler.Tanh)
            pooler = plan.Linear(nameof(pooler), config.Width, config.Width, WeightRole.Projection);
        if (config.Classes > 0)
            classes = BuildPlan.Linear(plan.Draw(ClassWeights, WeightRole.Head, config.Classes, config.Width), null);
        else if (!config.TieEmbeddings && !config.IsTextEncoder)
            head = BuildPlan.Linear(plan.Draw("head.weight", WeightRole.Head, config.Vocabulary, config.Width), null);
        RegisterComponents();
        // A model outlives the scope in which it was built.
        foreach (var kept in parameters().Concat<Tensor>(buffers()))
            kept.DetachFromDisposeScope();
    }

    /// <summary>The model's config.</summary>
    public TransformerConfig Config { get; }

    /// <summary>The device of the weights.</summary>
    public Device Device => embedding.weight!.device;

    /// <summary>
    /// The precision of the products of linear layers and of the head, forward and backward. Default: float32.
    /// </summary>
    public ProductPrecision Precision { get; set; }

    /// <summary>
    /// The activations that a backward pass computes again instead of keeping them. Changes no result; the input must not be disposed before
    /// the backward pass. Default: none.
    /// </summary>
    public Recompute Recompute { get; set; }

    /// <summary>Receives activations; null (default) captures nothing.</summary>
    public ICapture? Capture { get; set; }

    /// <summary>
    /// Sets the key of the dropout masks of the following forward passes: the same (seed, step) gives the same masks. A trainer that
    /// accumulates gradients must use a different step for each micro-batch.
    /// </summary>
    public void BeginStep(long seed, long step) => BeginStep(seed, step, default);

    /// <summary><see cref="BeginStep(long, long)"/> for forward passes of some rows of a batch, with their part of the batch's
    /// masks.</summary>
    /// <param name="seed">The seed of the masks.</param>
    /// <param name="step">The step of the masks.</param>
    /// <param name="rows">The place of the rows in the batch.</param>
    public void BeginStep(long seed, long step, BatchRows rows) => dropoutKey = new(seed, step, rows);

    /// <inheritdoc/>
    /// <exception cref="InvalidInputException">The architecture needs more than tokens, or T is beyond the context and the position encoding
    /// is not defined there.</exception>
    public override Tensor forward(Tensor tokens) => Logits(tokens);

    /// <summary>The logits of all tokens.</summary>
    /// <param name="input">What the model reads.</param>
    /// <returns>[B, T, V]; [B, T, C] or [B, 1, C] from a classifier; [B, 1, D] with pooling and without classes</returns>
    /// <exception cref="InvalidInputException">A part of the input is missing or not taken by the architecture, or T is beyond the context
    /// and the position encoding is not defined there.</exception>
    public Tensor Logits(ModelInput input)
    {
        using var scope = NewDisposeScope();
        using var precision = MixedPrecision.Use(Precision);
        var read = Pooled(input);
        return (OutputWeight is { } weight ? FusedLinear.linear(read, weight) : read).MoveToOuterDisposeScope(); // [B, T, V]
    }

    /// <summary>The final hidden states, after the last norm and before the output projection.</summary>
    /// <returns>[B, T, D]</returns>
    /// <inheritdoc cref="Logits"/>
    public Tensor Hidden(ModelInput input)
    {
        CheckInput(input);
        using var scope = NewDisposeScope();
        using var precision = MixedPrecision.Use(Precision);
        var memory = input.Source is { } source ? Encode(source, input.SourcePadding) : null;
        var pass = Pass(stack.Position, null, new(memory, input.SourcePadding), MaskOf(input));
        return stack.Run(Embedded(input.Tokens, input.Segments), pass, Recompute).MoveToOuterDisposeScope(); // [B, T, D]
    }

    /// <summary>The output projection [V, D]: the head's weight, or the tied token embedding; [C, D] in a classifier; a new tensor with rows of unit length where
    /// the config fixes their norm; null with pooling and without classes.</summary>
    public Tensor? OutputWeight => Config.IsTextEncoder ? null : Fixed((classes ?? head)?.weight ?? embedding.weight!);

    private Tensor ScoredWeight =>
        OutputWeight
        ?? throw new InvalidInputException(
            "a model with pooling has a loss over classes only",
            "0 classes",
            "2 or more",
            "Set classes, or take them from a task that classifies texts.",
            "classes"
        );

    /// <summary>
    /// The mean cross-entropy in nats per token over the targets that are not ignored; differentiable. With the head kernel, the full
    /// logits [B, T, V] are never materialised.
    /// </summary>
    /// <param name="input">What the model reads.</param>
    /// <param name="targets">[B, T] int64; [B, 1] with pooling.</param>
    /// <param name="ignored">The target value that the loss ignores.</param>
    /// <returns>A scalar, in at least single precision.</returns>
    /// <inheritdoc cref="Logits"/>
    public Tensor Loss(ModelInput input, Tensor targets, long ignored)
    {
        using var scope = NewDisposeScope();
        using var precision = MixedPrecision.Use(Precision);
        return Head.linear_cross_entropy(Pooled(input), ScoredWeight, targets, ignore_index: ignored).MoveToOuterDisposeScope();
    }

    /// <summary>The sum of the cross-entropies over the targets that are not ignored, and the number of correct predictions.</summary>
    /// <param name="input">What the model reads.</param>
    /// <param name="targets">[B, T] int64; [B, 1] with pooling.</param>
    /// <param name="ignored">The target value that the score ignores.</param>
    /// <inheritdoc cref="Logits"/>
    public HeadScore Score(ModelInput input, Tensor targets, long ignored)
    {
        using var scope = NewDisposeScope();
        using var precision = MixedPrecision.Use(Precision);
        return Head.linear_cross_entropy_score(Pooled(input), ScoredWeight, targets, ignore_index: ignored);
    }

    /// <summary>What the output projection reads: the hidden states [B, T, D], or what they are pooled to [B, 1, D].</summary>
    private Tensor Pooled(ModelInput input)
    {
        var pooled = PooledStates.Of(Config.Pooling, Hidden(input), input.Padding);
        return pooler is null ? pooled : FusedLinear.linear(pooled, pooler.weight!, pooler.bias).tanh();
    }

    private Tensor Embedded(Tensor tokens, Tensor? segment)
    {
        var embedded = Scaled(tokens, embedding.weight!); // [B, T, D]
        if (segments is null)
            return embedded;
        // Without segments given, all tokens are in the first one.
        return embedded + (segment is null ? segments.weight!.narrow(0, 0, 1) : EmbeddingLookup.embedding(segment, segments.weight!));
    }

    private Tensor Scaled(Tensor tokens, Tensor table)
    {
        var embedded = EmbeddingLookup.embedding(tokens, Fixed(table)); // [B, T, D]
        return Config.EmbeddingScale == EmbeddingScale.None ? embedded : embedded * Math.Sqrt(Config.AtEmbeddings.Width);
    }

    private Tensor Fixed(Tensor rows) =>
        Config.EmbeddingScale == EmbeddingScale.FixNorm ? nn.functional.normalize(rows, 2, -1, 1e-12) : rows;

    /// <summary>The encoder's output [B, S, D].</summary>
    private Tensor Encode(Tensor source, Tensor? padding)
    {
        var pass = Pass(encoder!.Position, null, default, new AttentionMask { Padding = padding });
        encoder.Recompute = Recompute;
        return encoder.call(Scaled(source, encoder.Table ?? embedding.weight!), pass);
    }

    private ForwardPass Pass(PositionEncoding encoding, DecodingState? state, SourceMemory memory, AttentionMask mask) =>
        new(encoding, state, Capture, training && state is null ? Config.Dropout : 0, dropoutKey)
        {
            Mask = mask,
            Memory = memory.Output,
            MemoryPadding = memory.Padding,
        };

    private AttentionMask MaskOf(ModelInput input)
    {
        var isCausal = (Config.Architecture.Masks & MaskKinds.Causal) != 0;
        return new()
        {
            Causal = isCausal,
            // With a causal mask no token sees the padding, which comes after all of them.
            Padding = isCausal && input.Order is null ? null : input.Padding,
            // A decoder sees no more of a prefix than of the other tokens.
            Prefix = Config.Architecture is PrefixLm ? input.Prefix : null,
            Order = input.Order,
        };
    }
}

/// <summary>What an encoder has made of a source.</summary>
/// <param name="Output">[B, S, D]; null in a model without encoder.</param>
/// <param name="Padding">[B, S] bool; null for none.</param>
internal readonly record struct SourceMemory(Tensor? Output, Tensor? Padding);
