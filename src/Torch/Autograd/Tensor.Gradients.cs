namespace TorchSharp;

public static partial class torch
{
    /// <content>Gradients.</content>
    public partial class Tensor
    {
        /// <summary>Is what is computed from this tensor recorded, so that gradients flow to it?</summary>
        public bool requires_grad
        {
            get => Info.RequiresGrad != 0;
            set
            {
                Guard.Check(NativeMethods.wt_requires_grad_set(Handle, value ? 1 : 0));
                GC.KeepAlive(this);
            }
        }

        /// <summary>The gradient that <c>backward</c> accumulated; null where there is none. Each read makes a new handle to it.</summary>
        public Tensor? grad
        {
            get
            {
                Guard.Check(NativeMethods.wt_gradient_get(Handle, out var gradient));
                GC.KeepAlive(this);
                return gradient == 0 ? null : new Tensor(gradient);
            }
            set
            {
                Guard.Check(NativeMethods.wt_gradient_set(Handle, value?.Handle ?? 0));
                GC.KeepAlive(this);
                GC.KeepAlive(value);
            }
        }

        /// <summary>Sets <see cref="requires_grad"/>, and returns the tensor.</summary>
        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        /// <summary>Sets <see cref="requires_grad"/>, and returns the tensor.</summary>
        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>Keeps the gradient of a tensor that is no leaf.</summary>
        public void retain_grad() => Op.retain_grad.Run(this);

        /// <summary>Adds the gradients of this number to the <see cref="grad"/> of all leaves that it was computed from.</summary>
        public void backward() => autograd.backward([this]);

        /// <summary>Adds gradients to the <see cref="grad"/> of the leaves that the tensor was computed from, or of the given inputs.</summary>
        /// <param name="grad_tensors">The gradient with respect to this tensor; may be left out for a single number.</param>
        /// <param name="retain_graph">Keep the graph, for another pass.</param>
        /// <param name="create_graph">Record the computation of the gradients, for gradients of gradients.</param>
        /// <param name="inputs">The tensors that get gradients; all leaves by default.</param>
        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph || create_graph, create_graph, inputs);
    }

    /// <summary>Do operators record for gradients on this thread?</summary>
    public static bool is_grad_enabled() => AutoGradMode.IsEnabled;

    /// <summary>Is this thread in inference mode?</summary>
    public static bool is_inference_mode_enabled() => InferenceMode.IsEnabled;

    /// <summary>No recording for gradients on this thread until it is disposed of.</summary>
    public static IDisposable no_grad() => new AutoGradMode(false);

    /// <summary>Recording for gradients on this thread until it is disposed of.</summary>
    public static IDisposable enable_grad(bool enabled = true) => new AutoGradMode(enabled);

    /// <summary>Recording for gradients on this thread, on or off, until it is disposed of.</summary>
    public static IDisposable set_grad_enabled(bool mode = true) => new AutoGradMode(mode);

    /// <summary>Inference mode on this thread until it is disposed of: nothing is recorded, and what is made never can be.</summary>
    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);
}
