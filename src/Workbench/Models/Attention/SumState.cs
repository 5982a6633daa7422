using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Models.Attention;

/// <summary>The sums of the linear forms; the matrix of the delta rule.</summary>
sealed class SumState : LayerState
{
    /// <summary>
    /// What was read before: sums [G, B, F, K] and their normaliser [G, B, F], scaled by exp(<see cref="Reference"/>); null at first.
    /// </summary>
    public LinearState? Reached { get; private set; }

    /// <summary>[G, B]: the logarithm of the scale, when the keys have weights that count from the beginning.</summary>
    public Tensor? Reference { get; private set; }

    public override long Elements =>
        (Reached?.sums.NumberOfElements ?? 0) + (Reached?.normaliser?.NumberOfElements ?? 0) + (Reference?.NumberOfElements ?? 0);

    public void Move(LinearState reached, Tensor? reference)
    {
        Dispose(true);
        // Copies: a view would keep the whole pass alive.
        Reached = new(reached.sums.clone().DetachFromDisposeScope(), reached.normaliser?.clone().DetachFromDisposeScope());
        Reference = reference?.clone().DetachFromDisposeScope();
    }

    protected override void Dispose(bool disposing)
    {
        Reached?.sums.Dispose();
        Reached?.normaliser?.Dispose();
        Reference?.Dispose();
        (Reached, Reference) = (null, null);
    }
}
