namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
#nullable disable annotations
        /// <summary>A custom function: forward computed in C#, backward too.</summary>
        /// <typeparam name="T">The function itself; it has no state of its own, one instance serves every application.</typeparam>
        public abstract class Function<T> where T : Function<T>, new()
        {
            private static readonly T Instance = new();

            /// <summary>A name, for messages.</summary>
            public abstract string Name { get; }

            /// <summary>Applies the function to tensors and other arguments.</summary>
            public static List<Tensor> apply_internal(params object[] vars)
            {
                var isTensor = Array.ConvertAll(vars, argument => argument is Tensor { IsInvalid: false });
                var inputs = vars.OfType<Tensor>().Where(tensor => !tensor.IsInvalid).ToList();
                var node = new FunctionNode(Instance.Name, isTensor, Instance.backward_internal);
                return node.Apply(inputs, () => Instance.forward_internal(node.Context, vars));
            }

            internal abstract List<Tensor> forward_internal(AutogradContext ctx, object[] vars);

            internal abstract List<Tensor> backward_internal(AutogradContext ctx, List<Tensor> grad_outputs);
        }

        /// <summary>A custom function with one output.</summary>
        public abstract class SingleTensorFunction<T> : Function<T> where T : SingleTensorFunction<T>, new()
        {
            /// <summary>Applies the function to tensors and other arguments.</summary>
            public static Tensor apply(params object[] vars) => apply_internal(vars)[0];

            /// <summary>Computes the output. Nothing is recorded meanwhile; <paramref name="ctx"/> keeps what backward needs.</summary>
            public abstract Tensor forward(AutogradContext ctx, params object[] vars);

            /// <summary>The gradients of the arguments, one each in their order; null for what has none.</summary>
            public abstract List<Tensor> backward(AutogradContext ctx, Tensor grad_output);

            internal sealed override List<Tensor> forward_internal(AutogradContext ctx, object[] vars) => [forward(ctx, vars)];

            internal sealed override List<Tensor> backward_internal(AutogradContext ctx, List<Tensor> grad_outputs) => backward(ctx, grad_outputs[0]);
        }

        /// <summary>A custom function with several outputs.</summary>
        public abstract class MultiTensorFunction<T> : Function<T> where T : MultiTensorFunction<T>, new()
        {
            /// <summary>Applies the function to tensors and other arguments.</summary>
            public static List<Tensor> apply(params object[] vars) => apply_internal(vars);

            /// <summary>Computes the outputs. Nothing is recorded meanwhile; <paramref name="ctx"/> keeps what backward needs.</summary>
            public abstract List<Tensor> forward(AutogradContext ctx, params object[] vars);

            /// <summary>The gradients of the arguments, one each in their order; null for what has none.</summary>
            public abstract List<Tensor> backward(AutogradContext ctx, List<Tensor> grad_outputs);

            internal sealed override List<Tensor> forward_internal(AutogradContext ctx, object[] vars) => forward(ctx, vars);

            internal sealed override List<Tensor> backward_internal(AutogradContext ctx, List<Tensor> grad_outputs) => backward(ctx, grad_outputs);
        }
#nullable restore annotations
    }
}
