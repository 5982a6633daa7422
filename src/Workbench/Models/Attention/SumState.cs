using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Models.Attention;

/// <summary>Decoding state of linear attention (sums) and of the delta rule (matrix).</summary>
internal sealed class SumState : LayerState
{
    /// <summary>
    /// The sums [G, B, F, K] and their normaliser [G, B, F], scaled by exp(<see cref="Reference"/>); null before the first token.
    /// </summary>
    public LinearState? Reached { get; private set; }

    /// <summary>[G, B]: logarithm of the scale; null unless the key weights are relative to the start of the text.</summary>
    public Tensor? Reference { get; private set; }

    public override long Elements =>
        (Reached?.sums.NumberOfElements ?? 0) + (Reached?.normaliser?.NumberOfElements ?? 0) + (Reference?.NumberOfElements ?? 0);

    public void Move(LinearState reached, Tensor? reference)
    {
        Dispose(true);
        // Copy, because a view would keep the tensors of the whole pass alive.
        Reached = new(reached.sums.clone().DetachFromDisposeScope(), reached.normaliser?.clone().DetachFromDisposeScope());
        Reference = reference?.clone().DetachFromDisposeScope();
    }

    public override LayerState Take(Tensor rows)
    {
        using var scope = NewDisposeScope();
        var taken = new SumState();
        if (Reached is { } reached)
            taken.Move(
                new(reached.sums.index_select(1, rows), reached.normaliser?.index_select(1, rows)),
                Reference?.index_select(1, rows)
            );
        return taken;
    }

    protected override void Dispose(bool disposing)
    {
        Reached?.sums.Dispose();
        Reached?.normaliser?.Dispose();
        Reference?.Dispose();
        (Reached, Reference) = (null, null);
    }
}
