using TorchSharp.Modules;
using Workbench.Models.Blocks;
using Workbench.Models.Initialisation;
using Workbench.Models.Positions;
using static TorchSharp.torch;

namespace Workbench.Models;

/// <summary>The encoder beside a decoder: embedded source tokens [B, S, D] to the memory [B, S, D] that the decoder attends to.</summary>
internal sealed class Encoder : nn.Module<Tensor, ForwardPass, Tensor>
{
    private readonly Embedding? embedding; // null when source and target share a table
    private readonly PositionEncoding position;
    private readonly nn.Module<Tensor, Tensor>? embedding_norm;
    private readonly ModuleList<Block> blocks;
    private readonly nn.Module<Tensor, Tensor>? norm;
    private readonly Stack stack;

    /// <param name="plan">The plan of the encoder; its model is that of the encoder alone.</param>
    /// <param name="ownsTable">Whether the source has a table of token embeddings of its own.</param>
    public Encoder(BuildPlan plan, bool ownsTable)
        : base(nameof(Encoder))
    {
        if (ownsTable)
            embedding = plan.AtEmbeddings.Embedding("embedding.weight", plan.Model.Vocabulary);
        stack = Stack.Build(plan);
        (position, embedding_norm, blocks, norm) = (stack.Position, stack.EmbeddingNorm, stack.Blocks, stack.Norm);
        RegisterComponents();
    }

    /// <summary>The position encoding of the source.</summary>
    public PositionEncoding Position => position;

    /// <summary>The table of source tokens; null when it is the target's.</summary>
    public Tensor? Table => embedding?.weight;

    public Recompute Recompute { get; set; }

    public override Tensor forward(Tensor embedded, ForwardPass pass) => stack.Run(embedded, pass, Recompute); // [B, S, D]
}
