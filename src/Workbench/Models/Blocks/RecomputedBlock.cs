using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Models.Blocks;

/// <summary>A block whose activations are computed again in the backward pass.</summary>
internal static class RecomputedBlock
{
    /// <summary>The block's output; what is kept for the backward pass is its input.</summary>
    /// <exception cref="InvalidInputException">The block cannot be computed again with the same gradients.</exception>
    public static Residual Call(Block block, Residual x, ForwardPass pass)
    {
        try
        {
            var parts = Parts(x);
            // The encoder's output is an input too: its gradient goes on to the encoder.
            return Of(
                Recomputation.Run(
                    block.Path,
                    (inputs, again) => Parts(block.call(Of([.. inputs.Take(parts.Count)]), Reading(again ? pass.Again() : pass, inputs))),
                    pass.Memory is { } memory ? [.. parts, memory] : parts,
                    block,
                    pass.Position
                )
            );
        }
        catch (RecomputationException broken)
        {
            throw Refusal(broken);
        }
    }

    /// <summary>The error for a model that cannot be recomputed.</summary>
    /// <param name="broken">The broken rule.</param>
    public static InvalidInputException Refusal(RecomputationException broken) =>
        new(
            [
                new(
                    broken.Rule,
                    broken.Function,
                    null,
                    "Set train.recompute=none, or change the variants of this model that are not built in.",
                    "train.recompute"
                ),
            ],
            broken
        );

    private static Residual Of(IReadOnlyList<Tensor> parts) => new(parts[0], parts.Count > 1 ? parts[1] : null);

    private static ForwardPass Reading(ForwardPass pass, IReadOnlyList<Tensor> inputs) =>
        pass.Memory is null ? pass : pass.Reading(inputs[^1]);

    private static IReadOnlyList<Tensor> Parts(Residual x) => x.Branch is null ? [x.Stream] : [x.Stream, x.Branch];
}
