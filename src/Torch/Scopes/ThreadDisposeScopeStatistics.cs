namespace TorchSharp;

/// <summary>Lifetimes on one thread, over all that scopes can own.</summary>
public class ThreadDisposeScopeStatistics
{
    /// <summary>Made while no scope was open.</summary>
    public long CreatedOutsideScopeCount => TensorStatistics.CreatedOutsideScopeCount + PackedSequenceStatistics.CreatedOutsideScopeCount;

    /// <summary>Disposed of while owned by no scope.</summary>
    public long DisposedOutsideScopeCount => TensorStatistics.DisposedOutsideScopeCount + PackedSequenceStatistics.DisposedOutsideScopeCount;

    /// <summary>Made in a scope.</summary>
    public long CreatedInScopeCount => TensorStatistics.CreatedInScopeCount + PackedSequenceStatistics.CreatedInScopeCount;

    /// <summary>Disposed of while owned by a scope.</summary>
    public long DisposedInScopeCount => TensorStatistics.DisposedInScopeCount + PackedSequenceStatistics.DisposedInScopeCount;

    /// <summary>Given to a scope by hand.</summary>
    public long AttachedToScopeCount => TensorStatistics.AttachedToScopeCount + PackedSequenceStatistics.AttachedToScopeCount;

    /// <summary>Taken out of the scopes.</summary>
    public long DetachedFromScopeCount => TensorStatistics.DetachedFromScopeCount + PackedSequenceStatistics.DetachedFromScopeCount;

    /// <summary>Made and not disposed of. What one thread makes and another disposes of counts in both.</summary>
    public long ThreadTotalLiveCount => TensorStatistics.ThreadTotalLiveCount + PackedSequenceStatistics.ThreadTotalLiveCount;

    /// <summary>Tensors.</summary>
    public LifetimeStatistics TensorStatistics { get; } = new();

    /// <summary>Packed sequences.</summary>
    public LifetimeStatistics PackedSequenceStatistics { get; } = new();

    /// <summary>Sets every count to zero.</summary>
    public void Reset()
    {
        TensorStatistics.Reset();
        PackedSequenceStatistics.Reset();
    }

    /// <inheritdoc/>
    public override string ToString() => LifetimeStatistics.Describe(ThreadTotalLiveCount, CreatedOutsideScopeCount,
        DisposedOutsideScopeCount, CreatedInScopeCount, DisposedInScopeCount, AttachedToScopeCount, DetachedFromScopeCount);

    internal LifetimeStatistics Of(IDisposable item) => item is torch.Tensor ? TensorStatistics : PackedSequenceStatistics;
}

/// <summary>Lifetimes of one kind of object on one thread.</summary>
public class LifetimeStatistics
{
    /// <summary>Made while no scope was open.</summary>
    public long CreatedOutsideScopeCount { get; internal set; }

    /// <summary>Disposed of while owned by no scope.</summary>
    public long DisposedOutsideScopeCount { get; internal set; }

    /// <summary>Made in a scope.</summary>
    public long CreatedInScopeCount { get; internal set; }

    /// <summary>Disposed of while owned by a scope.</summary>
    public long DisposedInScopeCount { get; internal set; }

    /// <summary>Given to a scope by hand.</summary>
    public long AttachedToScopeCount { get; internal set; }

    /// <summary>Taken out of the scopes.</summary>
    public long DetachedFromScopeCount { get; internal set; }

    /// <summary>Made and not disposed of.</summary>
    public long ThreadTotalLiveCount => CreatedInScopeCount - DisposedInScopeCount + CreatedOutsideScopeCount - DisposedOutsideScopeCount;

    /// <summary>Sets every count to zero.</summary>
    public void Reset() =>
        CreatedOutsideScopeCount = DisposedOutsideScopeCount = CreatedInScopeCount = DisposedInScopeCount = AttachedToScopeCount = DetachedFromScopeCount = 0;

    /// <inheritdoc/>
    public override string ToString() => Describe(ThreadTotalLiveCount, CreatedOutsideScopeCount, DisposedOutsideScopeCount,
        CreatedInScopeCount, DisposedInScopeCount, AttachedToScopeCount, DetachedFromScopeCount);

    internal static string Describe(long live, long createdOutside, long disposedOutside, long createdIn, long disposedIn, long attached, long detached) =>
        $"ThreadTotalLiveCount: {live}; CreatedOutsideScopeCount: {createdOutside}; DisposedOutsideScopeCount: {disposedOutside}; " +
        $"CreatedInScopeCount: {createdIn}; DisposedInScopeCount: {disposedIn}; AttachedToScopeCount: {attached}; DetachedFromScopeCount: {detached}";
}
