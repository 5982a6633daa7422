using TorchSharp.Modules;
using Workbench.Models.Blocks;
using Workbench.Models.Positions;
using static TorchSharp.torch;

namespace Workbench.Models;

/// <summary>The blocks of an encoder or a decoder, with what is applied before and after them.</summary>
/// <param name="Path">The path of the stack in the module tree: "" or "encoder.".</param>
/// <param name="Position">The position encoding, shared by the blocks.</param>
/// <param name="EmbeddingNorm">The norm of the embedded tokens; null without.</param>
/// <param name="Blocks">The blocks.</param>
/// <param name="Norm">The norm after the last block; null without.</param>
internal sealed record Stack(
    string Path,
    PositionEncoding Position,
    nn.Module<Tensor, Tensor>? EmbeddingNorm,
    ModuleList<Block> Blocks,
    nn.Module<Tensor, Tensor>? Norm
)
{
    /// <summary>Builds the modules of a stack. Their owner registers them as position, embedding_norm, blocks and norm.</summary>
    /// <param name="plan">The owner's plan; its model is that of the stack.</param>
    public static Stack Build(BuildPlan plan)
    {
        var model = plan.Model;
        var embedded = plan.AtEmbeddings;
        return new(
            plan.Path.Length == 0 ? "" : $"{plan.Path}.",
            model.StackPosition.Build(embedded.At("position")),
            model.EmbeddingNorm ? model.Norm.Build(embedded.At("embedding_norm")) : null,
            nn.ModuleList(Enumerable.Range(0, model.Layers).Select(i => new Block(plan.At($"blocks.{i}") with { Layer = i })).ToArray()),
            model.EndsNormed ? model.Norm.Build(plan.At("norm")) : null
        );
    }

    /// <summary>The output of the stack.</summary>
    /// <param name="embedded">[B, T, D]: embedded tokens, without positions.</param>
    /// <param name="pass">The forward pass of this stack.</param>
    /// <param name="recompute">The activations that a backward pass computes again.</param>
    /// <returns>[B, T, D]</returns>
    public Tensor Run(Tensor embedded, ForwardPass pass, Recompute recompute)
    {
        using var scope = NewDisposeScope();
        embedded = Position.Embed(embedded, pass.Start);
        if (EmbeddingNorm is not null)
            embedded = EmbeddingNorm.call(embedded);
        var stream = new Residual(pass.Dropout(embedded, $"{Path}embedding"), null);
        pass.Record($"{Path}embedding", stream.Stream);
        foreach (var block in Blocks)
        {
            var read = stream;
            stream = recompute == Recompute.Block ? RecomputedBlock.Call(block, read, pass) : block.call(read, pass);
            scope.Free(read.Branch, stream.Stream, stream.Branch);
        }
        var output = Norm is null ? stream.Sum() : stream.NormAlone(Norm); // [B, T, D]
        pass.Record($"{Path}output", output);
        return output.MoveToOuterDisposeScope();
    }
}
