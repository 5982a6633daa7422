using Workbench.Configuration;
using Workbench.Models;
using Workbench.Models.Architectures;
using Workbench.Models.Blocks;
using Workbench.Models.Positions;
using static TorchSharp.torch;

namespace Workbench.Operations;

/// <summary>Makes the diagram of a model from its config and its module tree.</summary>
/// <param name="model">The config of the whole model.</param>
/// <param name="tokens">The sequence length for operations and decoding state.</param>
/// <param name="bytes">Bytes of a number.</param>
internal sealed class DiagramBuilder(TransformerConfig model, int tokens, int bytes)
{
    /// <summary>The diagram.</summary>
    /// <param name="tree">The module tree of the model.</param>
    public ModelDiagram Of(ModelModule tree)
    {
        var main = Stack(model, tree, model.Architecture is EncoderOnly ? "encoder" : Variants.NameOf(model.Architecture), "T");
        if (model.EncoderStack is not { } encoder)
            return new([main]);
        // The encoder has the target's table when it has none of its own.
        return new([Stack(encoder, Child(tree, "encoder")!, "encoder", "S"), main with { Name = "decoder" }]);
    }

    private DiagramStack Stack(TransformerConfig stack, ModelModule tree, string name, string length)
    {
        var isMain = ReferenceEquals(stack, model);
        var width = $"[B, {length}, {stack.Width}]";
        var vocabulary = stack.Vocabulary > 0 ? $"{stack.Vocabulary}" : "V";
        var embedded = $"[B, {length}, {stack.AtEmbeddings.Width}]";
        var blocks = Child(tree, "blocks")!.Children;
        var before = new List<DiagramStep>
        {
            Step(
                Box(
                    Child(tree, "embedding") is null ? "embedding of the target" : "embedding",
                    $"[B, {length}] → {embedded}",
                    Parameters(tree, "embedding") + Parameters(tree, "segments")
                )
            ),
        };
        if (stack.StackPosition is not NoPosition)
            before.Add(Step(Box($"position {Variants.NameOf(stack.StackPosition)}", Reach(stack, embedded), Parameters(tree, "position"))));
        if (stack.EmbeddingNorm)
            before.Add(Step(Norm(tree, "embedding_norm", stack, embedded)));
        // A first block that widens the embeddings is not like the others.
        var isApart = stack.Widens && stack.Layers > 1;
        if (isApart)
            before.AddRange(Block(stack, blocks[0], embedded, width));
        var after = new List<DiagramStep>();
        if (Child(tree, "norm") is not null)
            after.Add(Step(Norm(tree, "norm", stack, width)));
        if (isMain)
            after.AddRange(Outputs(stack, tree, width, length, vocabulary));
        return new(
            name,
            $"{(length == "S" ? "source " : "")}tokens [B, {length}]",
            before,
            isApart ? stack.Layers - 1 : stack.Layers,
            [.. Block(stack, blocks[isApart ? 1 : 0], isApart ? width : embedded, width)],
            after,
            !isMain ? $"memory {width}"
                : stack.IsTextEncoder ? $"vectors [B, 1, {stack.Width}]"
                : $"logits {Logits(stack, length, vocabulary)}"
        );
    }

    // From the hidden states to what the model returns.
    private IEnumerable<DiagramStep> Outputs(TransformerConfig stack, ModelModule tree, string width, string length, string vocabulary)
    {
        var read = stack.Pooling == Pooling.None ? width : $"[B, 1, {stack.Width}]";
        if (stack.Pooling != Pooling.None)
            yield return Step(Box($"pooling {Names.EnumValue(stack.Pooling)}", $"{width} → {read}", 0));
        if (stack.Pooler != Pooler.None)
            yield return Step(
                Box($"pooler {Names.EnumValue(stack.Pooler)}", read, Parameters(tree, "pooler"), 2.0 * stack.Width * stack.Width)
            );
        if (stack.IsTextEncoder)
            yield break;
        var name =
            stack.Classes > 0 ? "classes"
            : stack.TieEmbeddings ? "output: the embedding"
            : "output projection";
        yield return Step(
            Box(
                name,
                $"{read} → {Logits(stack, length, vocabulary)}",
                Parameters(tree, "head") + Parameters(tree, "classes"),
                2.0 * stack.Width * (stack.Classes > 0 ? stack.Classes : stack.Vocabulary)
            )
        );
    }

    private static string Logits(TransformerConfig stack, string length, string vocabulary) =>
        $"[B, {(stack.Pooling == Pooling.None ? length : "1")}, {(stack.Classes > 0 ? $"{stack.Classes}" : vocabulary)}]";

    /// <param name="stack">The config of the stack.</param>
    /// <param name="block">The block's module.</param>
    /// <param name="read">The shape that the block reads: in the first block that of the embeddings.</param>
    /// <param name="width">The shape that it writes.</param>
    private IEnumerable<DiagramStep> Block(TransformerConfig stack, ModelModule block, string read, string width)
    {
        var branches = new List<(string Norm, DiagramBox Box)>
        {
            ("attention", stack.IsRecurrent ? Recurrence(stack, block, width) : Attention(stack, block, read != width, width)),
        };
        if (stack.Architecture.HasEncoder)
            branches.Add(("cross_attention", Cross(stack, block)));
        branches.Add(("feed_forward", FeedForward(stack, block, width)));
        if (stack.Placement == Placement.Parallel)
        {
            // What reads the encoder stands next to it.
            DiagramBox[] beside = [.. branches.Select(one => one.Box).OrderByDescending(box => box.ReadsSource)];
            yield return new(
                [
                    [Norm(block, "attention_norm", stack, read)],
                    beside,
                ],
                IsBranch: true
            );
            yield break;
        }
        foreach (var (name, box) in branches)
        {
            var norm = Norm(block, $"{name}_norm", stack, name == "attention" && stack.Placement != Placement.Post ? read : width);
            if (stack.Placement == Placement.Post)
            {
                yield return new(
                    [
                        [box],
                    ],
                    IsBranch: true
                );
                yield return Step(norm);
            }
            else if (stack.Placement == Placement.Sandwich)
            {
                yield return new(
                    [
                        [norm],
                        [box],
                        [Norm(block, $"{name}_end_norm", stack, width)],
                    ],
                    IsBranch: true
                );
            }
            else
            {
                yield return new(
                    [
                        [norm],
                        [box],
                    ],
                    IsBranch: true
                );
            }
        }
    }

    private DiagramBox Attention(TransformerConfig stack, ModelModule block, bool widens, string width)
    {
        var read = widens ? stack.AtEmbeddings : stack;
        return Box(
            $"attention {Variants.NameOf(stack.Attention)}{(widens ? ", widening" : "")}",
            $"{HeadsOf(read)} → {width}",
            Parameters(block, "attention") + Parameters(block, "shortcut"),
            (widens ? stack.FirstProjectionFlops : stack.ProjectionFlops(stack.Width)) + read.OwnMixingFlops(tokens),
            stack.Architecture.CanGenerate ? stack.Attention.StateElements(read, tokens) : 0
        );
    }

    private DiagramBox Cross(TransformerConfig stack, ModelModule block) =>
        Box(
            "attention to the source",
            $"{HeadsOf(stack)} → [B, T, {stack.Width}]",
            Parameters(block, "cross_attention"),
            stack.ProjectionFlops(stack.Width) + stack.Attention.AcrossTexts().FullFlopsPerToken(stack, tokens),
            2L * stack.KeyValueHeads * stack.HeadWidth * tokens
        ) with
        {
            ReadsSource = true,
        };

    private DiagramBox Recurrence(TransformerConfig stack, ModelModule block, string width) =>
        Box("gated recurrence", width, Parameters(block, "recurrence"), Models.Blocks.Recurrence.FlopsPerToken(stack), stack.Width);

    private DiagramBox FeedForward(TransformerConfig stack, ModelModule block, string width) =>
        Box(
            $"feed-forward {Variants.NameOf(stack.FeedForward)}",
            $"{stack.FeedForward.InnerWidth(stack.Width)} inside → {width}",
            Parameters(block, "feed_forward"),
            stack.FeedForward.FlopsPerToken(stack.Width)
        );

    private DiagramBox Norm(ModelModule tree, string name, TransformerConfig stack, string width) =>
        Box($"norm {Variants.NameOf(stack.Norm)}", width, Parameters(tree, name));

    private DiagramBox Box(string name, string shape, long parameters, double flops = 0, long state = 0) =>
        new(name, shape, parameters, parameters * bytes, flops, state * bytes);

    private static DiagramStep Step(DiagramBox box) =>
        new(
            [
                [box],
            ],
            IsBranch: false
        );

    private static string HeadsOf(TransformerConfig stack) =>
        $"{stack.HeadCount} heads of {stack.HeadWidth}"
        + (stack.KeyValueHeads == stack.HeadCount ? "" : $", {stack.KeyValueHeads} of keys")
        + (stack.ValueRank == 0 ? "" : $", values of rank {stack.ValueRank}");

    /// <summary>Where a position encoding acts: on the embedded tokens, or in the attention of every block.</summary>
    private static string Reach(TransformerConfig stack, string width)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var plan = new BuildPlan(
            stack with
            {
                Vocabulary = Math.Max(1, stack.Vocabulary),
                Initialisation = new ModelTree.UninitialisedWeights(stack.Initialisation),
            },
            META,
            ScalarType.Float32,
            0
        );
        using var position = stack.StackPosition.Build(plan.AtEmbeddings.At("position"));
        var embeds = position.GetType().GetMethod(nameof(PositionEncoding.Embed))!.DeclaringType != typeof(PositionEncoding);
        return embeds ? $"added → {width}" : "in the attention of every block";
    }

    private static ModelModule? Child(ModelModule tree, string name) => tree.Children.FirstOrDefault(one => one.Name == name);

    private static long Parameters(ModelModule tree, string name) => Child(tree, name)?.Parameters ?? 0;
}
