using TorchSharp.Modules;
using Workbench.Kernels;
using Workbench.Models.Blocks;
using Workbench.Models.Initialisation;
using Workbench.Models.Positions;
using static TorchSharp.torch;

namespace Workbench.Models;

/// <summary>A decoder-only transformer: tokens [B, T] (int64) to logits [B, T, V]. Made by <see cref="TransformerConfig.Build"/>.</summary>
public sealed class Transformer : nn.Module<Tensor, Tensor>
{
    private readonly Embedding embedding;
    private readonly PositionEncoding position;
    private readonly ModuleList<Block> blocks;
    private readonly nn.Module<Tensor, Tensor>? norm; // after the last block; null with post-norm placement
    private readonly Linear? head; // null when tied to the embedding
    private (long Seed, long Step, BatchRows Rows) dropoutKey;

    internal Transformer(TransformerConfig config, Device device, ScalarType dtype, long seed)
        : base(nameof(Transformer))
    {
        Config = config;
        dropoutKey = (seed, 0, default);
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var plan = new BuildPlan(config, device, dtype, seed);
        embedding = nn.Embedding(config.Vocabulary, config.Width, device: device, dtype: dtype);
        embedding.weight!.copy_(plan.Draw("embedding.weight", WeightRole.Embedding, config.Vocabulary, config.Width));
        position = config.Position.Build(plan.At(nameof(position)));
        blocks = nn.ModuleList(
            Enumerable.Range(0, config.Layers).Select(i => new Block(plan.At($"{nameof(blocks)}.{i}") with { Layer = i })).ToArray()
        );
        if (config.Placement != Placement.Post)
            norm = config.Norm.Build(plan.At(nameof(norm)));
        if (!config.TieEmbeddings)
            head = BuildPlan.Linear(plan.Draw("head.weight", WeightRole.Head, config.Vocabulary, config.Width), null);
        RegisterComponents();
        // A model outlives the scope in which it was built.
        foreach (var kept in parameters().Concat<Tensor>(buffers()))
            kept.DetachFromDisposeScope();
    }

    /// <summary>The model's config.</summary>
    public TransformerConfig Config { get; }

    /// <summary>
    /// The precision of the products of linear layers and of the head, forward and backward. Default: float32.
    /// </summary>
    public ProductPrecision Precision { get; set; }

    /// <summary>
    /// The activations that a backward pass computes again instead of keeping them. Changes no result. Default: none.
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
    public void BeginStep(long seed, long step, BatchRows rows) => dropoutKey = (seed, step, rows);

    /// <inheritdoc/>
    /// <exception cref="InvalidInputException">T is beyond the context and the position encoding is not defined there.</exception>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        using var precision = MixedPrecision.Use(Precision);
        return FusedLinear.linear(Hidden(tokens), OutputWeight).MoveToOuterDisposeScope(); // [B, T, V]
    }

    /// <summary>The final hidden states, after the last norm and before the output projection.</summary>
    /// <param name="tokens">[B, T] int64.</param>
    /// <returns>[B, T, D]</returns>
    /// <exception cref="InvalidInputException">T is beyond the context and the position encoding is not defined there.</exception>
    public Tensor Hidden(Tensor tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        CheckLength(0, tokens.shape[1]);
        using var precision = MixedPrecision.Use(Precision);
        return Run(tokens, null);
    }

    /// <summary>The output projection [V, D]: the head's weight, or the tied token embedding; a new tensor with rows of unit length where
    /// the config fixes their norm.</summary>
    public Tensor OutputWeight => Fixed(head?.weight ?? embedding.weight!);

    private Tensor Fixed(Tensor rows) =>
        Config.EmbeddingScale == EmbeddingScale.FixNorm ? nn.functional.normalize(rows, 2, -1, 1e-12) : rows;

    /// <summary>
    /// The mean cross-entropy in nats per token over the targets that are not ignored; differentiable. With the head kernel, the full
    /// logits [B, T, V] are never materialised.
    /// </summary>
    /// <param name="tokens">[B, T] int64.</param>
    /// <param name="targets">[B, T] int64.</param>
    /// <param name="ignored">The target value that the loss ignores.</param>
    /// <returns>A scalar, in at least single precision.</returns>
    /// <exception cref="InvalidInputException">T is beyond the context and the position encoding is not defined there.</exception>
    public Tensor Loss(Tensor tokens, Tensor targets, long ignored)
    {
        using var scope = NewDisposeScope();
        using var precision = MixedPrecision.Use(Precision);
        return Head.linear_cross_entropy(Hidden(tokens), OutputWeight, targets, ignore_index: ignored).MoveToOuterDisposeScope();
    }

    /// <summary>The sum of the cross-entropies over the targets that are not ignored, and the number of correct predictions.</summary>
    /// <param name="tokens">[B, T] int64.</param>
    /// <param name="targets">[B, T] int64.</param>
    /// <param name="ignored">The target value that the score ignores.</param>
    /// <exception cref="InvalidInputException">T is beyond the context and the position encoding is not defined there.</exception>
    public HeadScore Score(Tensor tokens, Tensor targets, long ignored)
    {
        using var scope = NewDisposeScope();
        using var precision = MixedPrecision.Use(Precision);
        return Head.linear_cross_entropy_score(Hidden(tokens), OutputWeight, targets, ignore_index: ignored);
    }

    /// <summary>An empty decoding state.</summary>
    /// <param name="batch">The number of sequences. Default 1.</param>
    public DecodingState NewState(int batch = 1) => new(batch, [.. blocks.Select(block => block.NewState(batch))]);

    /// <summary>
    /// Reads the next tokens and returns their logits, equal to those of the full forward pass up to rounding. Without gradients.
    /// </summary>
    /// <param name="tokens">[B, n] int64: the tokens that follow those already read.</param>
    /// <param name="state">The state after the tokens read before; updated by this call.</param>
    /// <returns>Logits [B, n, V].</returns>
    /// <exception cref="InvalidInputException">The tokens go beyond the context and the position encoding is not defined there.</exception>
    public Tensor Step(Tensor tokens, DecodingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (tokens.shape[0] != state.Batch)
            throw new ArgumentException($"the state is for {state.Batch} sequences, the tokens are of {tokens.shape[0]}", nameof(tokens));
        CheckLength(state.Length, tokens.shape[1]);
        using var off = no_grad();
        using var scope = NewDisposeScope();
        using var precision = MixedPrecision.Use(Precision);
        var logits = FusedLinear.linear(Run(tokens, state), OutputWeight); // [B, n, V]
        state.Length += (int)tokens.shape[1];
        return logits.MoveToOuterDisposeScope();
    }

    private Tensor Run(Tensor tokens, DecodingState? state)
    {
        using var scope = NewDisposeScope();
        var pass = new ForwardPass(
            position,
            state,
            Capture,
            training && state is null ? Config.Dropout : 0,
            dropoutKey.Seed,
            dropoutKey.Step,
            dropoutKey.Rows
        );
        var embedded = EmbeddingLookup.embedding(tokens, Fixed(embedding.weight!)); // [B, T, D]
        if (Config.EmbeddingScale != EmbeddingScale.None)
            embedded *= Math.Sqrt(Config.Width);
        var stream = new Residual(pass.Dropout(position.Embed(embedded, pass.Start), "embedding"), null);
        pass.Record("embedding", stream.Stream);
        foreach (var block in blocks)
            stream = Recompute == Recompute.Block && state is null ? RecomputedBlock.Call(block, stream, pass) : block.call(stream, pass);
        var x = norm is null ? stream.Sum() : stream.NormAlone(norm); // [B, T, D]
        pass.Record("output", x);
        return x.MoveToOuterDisposeScope(); // [B, T, D]
    }

    private void CheckLength(long before, long tokens)
    {
        if (before + tokens > Config.Context && !Config.Position.CanExtrapolate)
            throw new InvalidInputException(
                $"a {Configuration.Variants.NameOf(Config.Position)} position is not defined beyond the context",
                $"{before + tokens} tokens",
                $"at most {Config.Context}",
                "Read fewer tokens, slide the window, or train a model with a position that extrapolates.",
                "model.position"
            );
    }
}
