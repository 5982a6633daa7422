using System.Runtime.CompilerServices;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A tensor: a handle to libtorch's. Made in a dispose scope it belongs to that scope; otherwise whoever made it disposes of it,
    /// or the collector does.
    /// </summary>
    public partial class Tensor : IScoped
    {
        private static long _totalCount, _peakCount;
        private nint _handle;

        internal Tensor(nint handle, bool register = true)
        {
            _handle = handle;
            var count = Interlocked.Increment(ref _totalCount);
            if (count > Volatile.Read(ref _peakCount))
                RaisePeak(count);
            if (register)
                OwningDisposeScope = DisposeScopeManager.ThreadSingleton.RegisterOnCurrentDisposeScope(this);
        }

        /// <summary>Releases the handle.</summary>
        ~Tensor() => Dispose(false);

        internal DisposeScope? OwningDisposeScope { get; set; }

        DisposeScope? IScoped.OwningDisposeScope
        {
            get => OwningDisposeScope;
            set => OwningDisposeScope = value;
        }

        /// <summary>A name of one's own, for debugging.</summary>
        public string? name { get; set; }

        /// <summary>Has the tensor been disposed of?</summary>
        public bool IsInvalid => _handle == 0;

        /// <summary>The native tensor, an <c>at::Tensor*</c>.</summary>
        /// <exception cref="InvalidOperationException">The tensor has been disposed of.</exception>
        public IntPtr Handle
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => _handle != 0 ? _handle : throw Invalid();
        }

        /// <summary>Tensors that exist now in managed code.</summary>
        public static long TotalCount => Interlocked.Read(ref _totalCount);

        /// <summary>The most that have existed at once.</summary>
        public static long PeakCount => Interlocked.Read(ref _peakCount);

        /// <summary>Takes over a native tensor, an <c>at::Tensor*</c> made with <c>new</c>.</summary>
        public static Tensor UnsafeCreateTensor(IntPtr handle)
        {
            NativeMethods.wt_handle_adopted(1);
            return new Tensor(handle);
        }

        /// <summary>Gives the native tensor away: the caller owns it, and this tensor is invalid from now on.</summary>
        /// <exception cref="InvalidOperationException">The tensor has been disposed of.</exception>
        public IntPtr DecoupleFromNativeHandle()
        {
            var given = MoveHandle();
            NativeMethods.wt_handle_adopted(-1);
            return given;
        }

        /// <summary>Releases the tensor; its memory goes with the last tensor that shares it.</summary>
        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        /// <summary>Gives the tensor to the outer dispose scope; without one it belongs to none.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        /// <summary>Takes the tensor out of the dispose scopes: it lives until it is disposed of.</summary>
        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        /// <summary>The misspelt name of <see cref="DetachFromDisposeScope"/>.</summary>
        [Obsolete("Use DetachFromDisposeScope.")]
        public Tensor DetatchFromDisposeScope() => DetachFromDisposeScope();

        /// <summary>Gives the tensor to the scope that owns another.</summary>
        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope);

        /// <summary>Gives the tensor to a scope; null takes it out of the scopes.</summary>
        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningDisposeScope is null)
                other?.Attach(this);
            else
                OwningDisposeScope.MoveToOther(other, this);
            return this;
        }

        /// <summary>Another handle to the same tensor, to be disposed of on its own.</summary>
        public Tensor alias()
        {
            Guard.Check(NativeMethods.wt_tensor_alias(Handle, out var made));
            GC.KeepAlive(this);
            return new Tensor(made);
        }

        /// <summary>Same tensor object? (Elementwise comparison is <see cref="eq(Tensor)"/>.)</summary>
        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode() => base.GetHashCode();

        /// <summary>Leaves the handle to the caller (a parameter takes a tensor over); the count of native handles stays.</summary>
        internal nint MoveHandle()
        {
            var moved = Handle;
            _handle = 0;
            Interlocked.Decrement(ref _totalCount);
            GC.SuppressFinalize(this);
            return moved;
        }

        /// <summary>Releases the handle.</summary>
        protected virtual void Dispose(bool disposing)
        {
            var released = Interlocked.Exchange(ref _handle, 0);
            if (released == 0)
                return;
            if (disposing)
            {
                DisposeScopeManager.ThreadSingleton.Disposing(this, OwningDisposeScope);
                OwningDisposeScope?.MarkAsDisposed(this);
            }
            Interlocked.Decrement(ref _totalCount);
            NativeMethods.wt_tensor_delete(released);
        }

        private static void RaisePeak(long count)
        {
            long seen;
            while (count > (seen = Volatile.Read(ref _peakCount)) && Interlocked.CompareExchange(ref _peakCount, count, seen) != seen) { }
        }

        private static InvalidOperationException Invalid() => new("Tensor invalid -- empty handle.");
    }
}
