using static TorchSharp.torch;

namespace Torch.Tests.NN;

internal static class Live
{
    /// <summary>The number of live tensors, after what earlier tests left to the collector is gone: it would lower later counts.</summary>
    internal static long Tensors()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return Tensor.TotalCount;
    }
}
