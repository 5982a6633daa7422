namespace TorchSharp;

public static partial class torch
{
    /// <summary>Gradients of what was computed.</summary>
    public static partial class autograd
    {
#nullable disable annotations
        /// <summary>Gradients of outputs with respect to inputs, returned and not accumulated.</summary>
        /// <param name="outputs">What is differentiated.</param>
        /// <param name="inputs">With respect to these.</param>
        /// <param name="grad_outputs">A gradient for each output; an output that is one number needs none.</param>
        /// <param name="retain_graph">Keep the graph, for another pass.</param>
        /// <param name="create_graph">Record the computation of the gradients, for gradients of gradients.</param>
        /// <param name="allow_unused">An input that no output depends on gets null instead of an error.</param>
        public static IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor> grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            var results = Differentiate(outputs, inputs, grad_outputs, retain_graph || create_graph, create_graph, allow_unused);
            return Array.ConvertAll(results, handle => handle == 0 ? null : new Tensor(handle)).ToList();
        }

        /// <summary>Adds gradients to the <c>grad</c> of the leaves that tensors were computed from, or of the given inputs.</summary>
        public static void backward(IList<Tensor> tensors, IList<Tensor> grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor> inputs = null) =>
            Run(tensors, grad_tensors, retain_graph ?? create_graph, create_graph, inputs);

        /// <summary>Adds gradients to the <c>grad</c> of the leaves that a tensor was computed from, or of the given inputs.</summary>
        public static void backward(Tensor tensor, IList<Tensor> grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor> inputs = null) =>
            Run([tensor], grad_tensors, retain_graph ?? create_graph, create_graph, inputs);

        /// <summary>Adds gradients to the <c>grad</c> of the leaves that a tensor was computed from, or of the given inputs.</summary>
        public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor> inputs = null) =>
            Run([tensor], [grad_tensor], retain_graph ?? create_graph, create_graph, inputs);
#nullable restore annotations

        /// <summary>Anomaly detection until it is disposed of.</summary>
        public static AnomalyMode detect_anomaly(bool check_nan = true) => new(true, check_nan);

        /// <summary>Anomaly detection, on or off, until it is disposed of.</summary>
        public static AnomalyMode set_detect_anomaly(bool mode, bool check_nan = true) => new(mode, check_nan);

        private static unsafe nint[] Differentiate(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? gradients, bool retain, bool create, bool allowUnused)
        {
            nint[] outs = Handles(outputs), ins = Handles(inputs), grads = Handles(gradients);
            var results = new nint[ins.Length];
            Guard.Enter();
            using var calling = Guard.CallsBack();
            fixed (nint* o = outs, i = ins, g = grads, r = results)
                Guard.Check(NativeMethods.wt_grad(o, outs.Length, i, ins.Length, g, grads.Length, retain ? 1 : 0, create ? 1 : 0, allowUnused ? 1 : 0, r));
            Keep(outputs, inputs, gradients);
            return results;
        }

        private static unsafe void Run(IList<Tensor> tensors, IList<Tensor>? gradients, bool retain, bool create, IList<Tensor>? inputs)
        {
            nint[] outs = Handles(tensors), grads = Handles(gradients), ins = Handles(inputs);
            Guard.Enter();
            using var calling = Guard.CallsBack();
            fixed (nint* o = outs, g = grads, i = ins)
                Guard.Check(NativeMethods.wt_backward(o, outs.Length, g, grads.Length, i, ins.Length, retain ? 1 : 0, create ? 1 : 0));
            Keep(tensors, gradients, inputs);
        }

        internal static nint[] Handles(IEnumerable<Tensor?>? tensors) => tensors is null ? [] : [.. tensors.Select(tensor => tensor is null ? 0 : tensor.Handle)];

        internal static void Keep(params ReadOnlySpan<object?> alive)
        {
            foreach (var one in alive)
                GC.KeepAlive(one);
        }
    }
}
