namespace TorchSharp;

/// <summary>
/// Owns the tensors that are made while it is the current scope, and disposes of them when it is disposed of. Results leave by
/// <see cref="MoveToOuter{T}(T)"/> or <see cref="Detach{T}(T)"/>.
/// </summary>
public sealed partial class DisposeScope : IDisposable
{
    private DisposeScopeManager? _manager;

    internal DisposeScope(DisposeScopeManager manager)
    {
        _manager = manager;
        OuterScope = manager.CurrentDisposeScope;
    }

    internal DisposeScope? OuterScope { get; set; }

    internal HashSet<IDisposable> Disposables { get; private set; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>What the scope owns now.</summary>
    public IReadOnlyList<IDisposable> DisposablesView
    {
        get
        {
            Living();
            return [.. Disposables];
        }
    }

    /// <summary>How much the scope owns now.</summary>
    public int DisposablesCount
    {
        get
        {
            Living();
            return Disposables.Count;
        }
    }

    /// <summary>Does the scope own this?</summary>
    public bool Contains(IDisposable disposable) => Disposables.Contains(disposable);

    /// <summary>Takes over the ownership of something, from another scope if it had one.</summary>
    public void Attach(IDisposable disposable) => Attach((IEnumerable<IDisposable>)[disposable]);

    /// <summary>Takes over the ownership of several.</summary>
    public void Attach(params IDisposable[] disposables) => Attach((IEnumerable<IDisposable>)disposables);

    /// <summary>Takes over the ownership of several, and returns them.</summary>
    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        var statistics = Living().StatisticsInstance;
        var attached = new List<IDisposable>();
        foreach (var disposable in disposables)
        {
            if (Own(disposable))
                statistics.Of(disposable).AttachedToScopeCount++;
            attached.Add(disposable);
        }
        return attached;
    }

    /// <summary>Something that was disposed of elsewhere leaves the scope.</summary>
    public void MarkAsDisposed(IDisposable disposable)
    {
        Living();
        Disposables.Remove(disposable);
        if (disposable is IScoped scoped)
            scoped.OwningDisposeScope = null;
    }

    /// <summary>Disposes of everything the scope owns; the scope lives on.</summary>
    public void DisposeEverything() => DisposeEverythingBut([]);

    /// <summary>Disposes of everything the scope owns, and closes it.</summary>
    public void Dispose()
    {
        if (_manager is null)
            return;
        DisposeEverything();
        _manager.RemoveDisposeScope(this);
        _manager = null;
    }

    /// <summary>A replacement takes the place of a tensor whose handle moves to it (a parameter made of a tensor).</summary>
    internal static void ReplaceWith(IDisposable original, IDisposable replacement)
    {
        if (original is not IScoped { OwningDisposeScope: { } scope } scoped || !scope.Disposables.Remove(original))
            return;
        scoped.OwningDisposeScope = null;
        scope.Own(replacement);
    }

    /// <summary>Gives up everything, closes the scope, and returns what it owned.</summary>
    internal HashSet<IDisposable> DetachAllAndDispose()
    {
        var owned = Disposables;
        Detach(owned.ToArray());
        Dispose();
        return owned;
    }

    private DisposeScopeManager Living() => _manager ?? throw new ObjectDisposedException(typeof(DisposeScope).FullName);

    private bool Own(IDisposable disposable)
    {
        if (disposable is not IScoped scoped)
            throw new InvalidOperationException("A dispose scope owns tensors and packed sequences only.");
        if (ReferenceEquals(scoped.OwningDisposeScope, this))
            return false;
        Disposables.Add(disposable);
        scoped.OwningDisposeScope?.Disposables.Remove(disposable);
        scoped.OwningDisposeScope = this;
        return true;
    }
}
