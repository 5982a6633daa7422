using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Workbench.Kernels;
using Workbench.Models.Blocks;
using static TorchSharp.torch;

namespace Workbench.Training;

/// <summary>The backward pass of a loss.</summary>
internal static class BackwardPass
{
    /// <summary>Computes the gradients. An exception of a custom function is thrown as it is, not as libtorch's complaint about the
    /// function's gradient.</summary>
    /// <param name="loss">A scalar.</param>
    /// <exception cref="InvalidInputException">A block cannot be computed again.</exception>
    public static void Run(Tensor loss)
    {
        try
        {
            loss.backward();
        }
        catch (ExternalException) when (BackwardFailure.Take() is { } cause)
        {
            if (cause is RecomputationException broken)
                throw RecomputedBlock.Refusal(broken);
            ExceptionDispatchInfo.Throw(cause);
        }
    }
}
