using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Makes a parameter of a tensor, whose storage it takes over.</summary>
            /// <param name="data">The values; the tensor object is empty afterwards.</param>
            /// <param name="requires_grad">Whether gradients are accumulated.</param>
            public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }

    namespace Modules
    {
        /// <summary>
        /// A tensor that is part of a module's state: assigned to a field of a module it is registered by
        /// <c>RegisterComponents</c>, listed by <c>parameters()</c> and trained by optimisers.
        /// </summary>
        public class Parameter : Tensor
        {
            /// <summary>Takes over the storage of <paramref name="data"/>, and its place in its dispose scope.</summary>
            /// <param name="data">The values; the tensor object is empty afterwards.</param>
            /// <param name="requires_grad">Whether gradients are accumulated.</param>
            public Parameter(Tensor data, bool requires_grad = true)
                : base(data.with_requires_grad(requires_grad).MoveHandle(), register: false)
            {
                if (data.OwningDisposeScope is not null) DisposeScope.ReplaceWith(data, this);
            }
        }
    }
}
