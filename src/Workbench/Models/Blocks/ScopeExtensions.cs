using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Models.Blocks;

/// <summary>What dispose scopes lack.</summary>
internal static class ScopeExtensions
{
    /// <summary>
    /// Disposes a tensor that nobody reads any more before its scope ends, because until then it takes memory. A tensor that the scope does
    /// not own (the caller's, or a plug-in's own) is left.
    /// </summary>
    /// <param name="scope">The scope.</param>
    /// <param name="tensor">The tensor; null for none.</param>
    /// <param name="read">The tensors that are still read; a plug-in may have returned the tensor itself.</param>
    public static void Free(this DisposeScope scope, Tensor? tensor, params ReadOnlySpan<Tensor?> read)
    {
        if (tensor is null || !scope.Contains(tensor))
            return;
        foreach (var one in read)
            if (ReferenceEquals(one, tensor))
                return;
        tensor.Dispose();
    }
}
