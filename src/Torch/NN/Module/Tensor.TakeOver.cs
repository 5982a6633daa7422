namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>
        /// Becomes what another tensor is, which is empty afterwards. For tensors whose contents libtorch will not exchange
        /// (between meta and other devices); the handle changes.
        /// </summary>
        internal void TakeOver(Tensor other)
        {
            var old = Interlocked.Exchange(ref _handle, other.MoveHandle());
            if (old != 0) NativeMethods.wt_tensor_delete(old);
        }
    }
}
