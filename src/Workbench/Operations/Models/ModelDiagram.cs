namespace Workbench.Operations;

/// <summary>The block diagram of a model: who feeds whom, with shapes and costs.</summary>
/// <remarks>Shapes: B sequences, T tokens, S source tokens, V the vocabulary where no task gives it.</remarks>
/// <param name="Stacks">The stacks. Of two, the first is the encoder, whose output the boxes that read a source read too.</param>
public sealed record ModelDiagram(IReadOnlyList<DiagramStack> Stacks);

/// <summary>A stack of equal blocks with what is before and after them.</summary>
/// <param name="Name">"decoder", "encoder".</param>
/// <param name="Input">What it reads: "tokens [B, T]".</param>
/// <param name="Before">The steps before the blocks.</param>
/// <param name="Blocks">The number of blocks.</param>
/// <param name="Block">The steps of a block.</param>
/// <param name="After">The steps after the blocks.</param>
/// <param name="Output">What it gives: "logits [B, T, 65]".</param>
public sealed record DiagramStack(
    string Name,
    string Input,
    IReadOnlyList<DiagramStep> Before,
    int Blocks,
    IReadOnlyList<DiagramStep> Block,
    IReadOnlyList<DiagramStep> After,
    string Output
);

/// <summary>A step: rows that feed each other. The boxes of a row read the same, and their outputs are added.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="IsBranch">Whether the step's input is added to the output of its last row: a residual branch.</param>
public sealed record DiagramStep(IReadOnlyList<IReadOnlyList<DiagramBox>> Rows, bool IsBranch);

/// <summary>A part of a model. The costs are those of one such part.</summary>
/// <param name="Name">"attention full".</param>
/// <param name="Shape">The shapes of its activations: "4 heads of 32 → [B, T, 128]".</param>
/// <param name="Parameters">Trained parameters.</param>
/// <param name="WeightBytes">Bytes of the parameters.</param>
/// <param name="FlopsPerToken">Floating-point operations of the forward pass per token.</param>
/// <param name="StateBytes">Bytes of the decoding state of one sequence.</param>
public sealed record DiagramBox(string Name, string Shape, long Parameters, long WeightBytes, double FlopsPerToken, long StateBytes)
{
    /// <summary>Whether it also reads the encoder's output.</summary>
    public bool ReadsSource { get; init; }
}
