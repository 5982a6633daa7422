namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>Derivatives of functions.</summary>
        public static class functional
        {
            /// <summary>The Jacobian of a function of one tensor: output's shape followed by the input's.</summary>
            public static Tensor jacobian(Func<Tensor, Tensor> function, Tensor inputs) =>
                Rows(x => [function(x[0])], [inputs]).Single();

            /// <summary>The Jacobian of each output of a function of one tensor.</summary>
            public static IEnumerable<Tensor> jacobian(Func<Tensor, Tensor[]> function, Tensor inputs) => Rows(x => function(x[0]), [inputs]);

            /// <summary>The Jacobian with respect to each input.</summary>
            public static IEnumerable<Tensor> jacobian(Func<Tensor[], Tensor> function, params Tensor[] inputs) => Rows(x => [function(x)], inputs);

            /// <summary>The Jacobian of each output with respect to each input, outputs first.</summary>
            public static IEnumerable<Tensor> jacobian(Func<Tensor[], Tensor[]> function, params Tensor[] inputs) => Rows(function, inputs);

            // One backward pass an output element.
            private static List<Tensor> Rows(Func<Tensor[], Tensor[]> function, Tensor[] inputs)
            {
                using var mode = enable_grad();
                var leaves = Array.ConvertAll(inputs, input => input.detach().requires_grad_());
                var jacobians = new List<Tensor>();
                foreach (var output in function(leaves))
                {
                    var flat = output.reshape(-1);
                    var rows = new List<Tensor>[leaves.Length];
                    for (var k = 0; k < leaves.Length; k++)
                        rows[k] = [];
                    for (long element = 0; element < flat.numel(); element++)
                    {
                        var gradients = grad([flat[element]], leaves, retain_graph: true, allow_unused: true);
                        for (var k = 0; k < leaves.Length; k++)
                            rows[k].Add(gradients[k] ?? zeros_like(leaves[k]));
                    }
                    for (var k = 0; k < leaves.Length; k++)
                        jacobians.Add(stack(rows[k]).reshape([.. output.shape, .. leaves[k].shape]));
                }
                return jacobians;
            }
        }
    }
}
