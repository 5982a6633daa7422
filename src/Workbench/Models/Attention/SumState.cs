using static TorchSharp.torch;

namespace Workbench.Models.Attention;

/// <summary>The sums of the linear forms.</summary>
sealed class SumState : LayerState
{
    /// <summary>[G, B, F, E]: sum of phi(k) v^T, scaled by exp(<see cref="Reference"/>).</summary>
    public Tensor? Sums { get; private set; }

    /// <summary>[G, B]: the logarithm of the scale, when the keys have weights.</summary>
    public Tensor? Reference { get; private set; }

    /// <summary>[G, B, F]: sum of phi(k), where it is not a column of <see cref="Sums"/>.</summary>
    public Tensor? Normaliser { get; private set; }

    public override long Elements => (Sums?.NumberOfElements ?? 0) + (Reference?.NumberOfElements ?? 0) + (Normaliser?.NumberOfElements ?? 0);

    public void Move(Tensor sums, Tensor? reference)
    {
        Sums?.Dispose();
        Reference?.Dispose();
        // Copies: a view would keep the whole pass alive.
        Sums = sums.clone().DetachFromDisposeScope();
        Reference = reference?.clone().DetachFromDisposeScope();
    }

    public void MoveNormaliser(Tensor normaliser)
    {
        Normaliser?.Dispose();
        Normaliser = normaliser.clone().DetachFromDisposeScope();
    }

    protected override void Dispose(bool disposing)
    {
        Sums?.Dispose();
        Reference?.Dispose();
        Normaliser?.Dispose();
        (Sums, Reference, Normaliser) = (null, null, null);
    }
}
