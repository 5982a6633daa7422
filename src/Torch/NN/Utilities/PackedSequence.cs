namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>Sequences of different lengths for recurrent layers.</summary>
            public static partial class rnn
            {
                /// <summary>Sequences without padding, longest first: all first elements, then all second ones, and so on.</summary>
                public sealed class PackedSequence : IScoped
                {
                    /// <summary>The elements, [sum of lengths, *].</summary>
                    public readonly Tensor data;

                    /// <summary>How many sequences have a first, a second … element, [longest].</summary>
                    public readonly Tensor batch_sizes;

                    /// <summary>The order of the sequences in here, longest first.</summary>
                    public readonly Tensor sorted_indices;

                    /// <summary>The inverse of <see cref="sorted_indices"/>.</summary>
                    public readonly Tensor unsorted_indices;

                    private DisposeScope? _scope;
                    private bool _disposed;

                    internal PackedSequence(Tensor data, Tensor batchSizes, Tensor sorted, Tensor unsorted)
                    {
                        this.data = data.DetachFromDisposeScope();
                        batch_sizes = batchSizes.DetachFromDisposeScope();
                        sorted_indices = sorted.DetachFromDisposeScope();
                        unsorted_indices = unsorted.DetachFromDisposeScope();
                        _scope = DisposeScopeManager.ThreadSingleton.RegisterOnCurrentDisposeScope(this);
                    }

                    DisposeScope? IScoped.OwningDisposeScope
                    {
                        get => _scope;
                        set => _scope = value;
                    }

                    /// <summary>Disposes the four tensors.</summary>
                    public void Dispose()
                    {
                        if (_disposed) return;
                        _disposed = true;
                        data.Dispose();
                        batch_sizes.Dispose();
                        sorted_indices.Dispose();
                        unsorted_indices.Dispose();
                        DisposeScopeManager.ThreadSingleton.Disposing(this, _scope);
                        _scope?.MarkAsDisposed(this);
                    }

                    /// <summary>Moves the sequence to the scope around its own.</summary>
                    public PackedSequence MoveToOuterDisposeScope()
                    {
                        _scope?.MoveToOuter(this);
                        return this;
                    }

                    /// <summary>Takes the sequence out of its scope: the caller disposes it.</summary>
                    public PackedSequence DetachFromDisposeScope()
                    {
                        _scope?.Detach(this);
                        return this;
                    }

                    /// <summary>Moves the sequence to the scope of another.</summary>
                    public PackedSequence MoveToOtherDisposeScope(PackedSequence other) => MoveToOtherDisposeScope(other._scope);

                    /// <summary>Moves the sequence to a scope.</summary>
                    public PackedSequence MoveToOtherDisposeScope(DisposeScope? other)
                    {
                        if (_scope is null) other?.Attach(this);
                        else _scope.MoveToOther(other, this);
                        return this;
                    }

                    // The same sequences with other elements, as a recurrent layer returns them.
                    internal PackedSequence With(Tensor values) => new(values, batch_sizes.alias(), sorted_indices.alias(), unsorted_indices.alias());
                }
            }
        }
    }
}
