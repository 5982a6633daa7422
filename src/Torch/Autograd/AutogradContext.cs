namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
#nullable disable annotations
        /// <summary>What a custom function's forward leaves for its backward.</summary>
        public class AutogradContext : IDisposable
        {
            private readonly Dictionary<string, object> _data = [];

            internal AutogradContext() { }

            internal List<Tensor> ToSave { get; private set; } = [];

            internal List<Tensor> Dirty { get; private set; } = [];

            internal List<Tensor> NonDifferentiable { get; private set; } = [];

            /// <summary>The graph node, by address: it is alive while its backward runs, and only then asked.</summary>
            internal nint Node { get; set; }

            /// <summary>Is a gradient that does not exist given to backward as zeros? Yes by default.</summary>
            public bool MaterializeGrads { get; private set; } = true;

            /// <summary>Keeps tensors (inputs or outputs of forward) for backward; an absent one may be null.</summary>
            public void save_for_backward(List<Tensor> tensors) => ToSave = [.. tensors];

            /// <summary>Keeps anything but a tensor for backward.</summary>
            /// <exception cref="ArgumentException">It is a tensor: those go through <see cref="save_for_backward"/>.</exception>
            public void save_data(string key, object value) => _data[key] = value is Tensor
                ? throw new ArgumentException("A tensor is kept by save_for_backward.", nameof(value))
                : value;

            /// <summary>What was kept under a key; null if nothing was.</summary>
            public object get_data(string key) => _data.GetValueOrDefault(key);

            /// <summary>Says which inputs forward changed in place.</summary>
            public void mark_dirty(List<Tensor> tensors) => Dirty = [.. tensors];

            /// <summary>Says which outputs gradients do not flow through.</summary>
            public void mark_non_differentiable(List<Tensor> tensors) => NonDifferentiable = [.. tensors];

            /// <summary>Says whether a gradient that does not exist is given to backward as zeros (true) or as null.</summary>
            public void set_materialize_grads(bool value) => MaterializeGrads = value;

            /// <summary>The tensors kept by <see cref="save_for_backward"/>, in its order.</summary>
            /// <exception cref="System.Runtime.InteropServices.ExternalException">The graph was freed by an earlier backward.</exception>
            public unsafe List<Tensor> get_saved_variables()
            {
                var handles = new nint[ToSaveCount];
                fixed (nint* target = handles)
                    Guard.Check(NativeMethods.wt_function_saved(Node, target, handles.Length));
                return [.. handles.Select(handle => handle == 0 ? null : new Tensor(handle))];
            }

            /// <summary>Nothing of its own to release: what was saved belongs to the graph.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Nothing of its own to release.</summary>
            protected virtual void Dispose(bool disposing) { }

            internal int ToSaveCount { get; private set; }

            // The graph keeps the tensors from here on; a reference from here would be a cycle through it.
            internal void Saved()
            {
                ToSaveCount = ToSave.Count;
                ToSave = Dirty = NonDifferentiable = [];
            }
        }
#nullable restore annotations
    }
}
