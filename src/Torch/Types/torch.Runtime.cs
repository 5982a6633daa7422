using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Lazy<string> Version = new(ReadVersion);

    /// <summary>The version of libtorch, such as "1.13.1".</summary>
    public static string __version__ => Version.Value;

    /// <summary>Native tensor handles that exist now: as many before a training step in a scope as after it.</summary>
    internal static long LiveHandles => NativeMethods.wt_live_handles();

    /// <summary>The scope that owns what is made now on this thread; null outside all scopes.</summary>
    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.ThreadSingleton.CurrentDisposeScope;

    /// <summary>A scope that owns every tensor made on this thread until it is disposed of.</summary>
    public static DisposeScope NewDisposeScope() => DisposeScopeManager.ThreadSingleton.NewDisposeScope();

    /// <summary>Evaluates an expression in a scope of its own: all but its result is disposed of.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using var scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }

    /// <summary>Threads that one operator uses.</summary>
    public static int get_num_threads() => Threads(interOp: false);

    /// <summary>Sets the threads that one operator uses.</summary>
    public static void set_num_threads(int num) => Guard.Check(NativeMethods.wt_threads_set(0, num));

    /// <summary>Threads that run independent operators.</summary>
    public static int get_num_interop_threads() => Threads(interOp: true);

    /// <summary>Sets the threads that run independent operators; only before the first of them has started.</summary>
    public static void set_num_interop_threads(int num) => Guard.Check(NativeMethods.wt_threads_set(1, num));

    /// <summary>Is CUDA available?</summary>
    public static bool cuda_is_available() => cuda.is_available();

    /// <summary>Is the Apple GPU available?</summary>
    public static bool mps_is_available() => false;

    /// <summary>Errors are thrown by the call that made them: there is never one left over.</summary>
    public static void CheckForErrors() { }

    private static int Threads(bool interOp)
    {
        Guard.Check(NativeMethods.wt_threads_get(interOp ? 1 : 0, out var count));
        return count;
    }

    private static unsafe string ReadVersion() => Marshal.PtrToStringUTF8((nint)NativeMethods.wt_version()) ?? "unknown";

    /// <summary>CUDA devices.</summary>
    public static class cuda
    {
        /// <summary>Is there a CUDA device that this libtorch can use?</summary>
        public static bool is_available() => Ask().Available;

        /// <summary>Is cuDNN there?</summary>
        public static bool is_cudnn_available() => Ask().Cudnn;

        /// <summary>Number of CUDA devices.</summary>
        public static int device_count() => Ask().Count;

        /// <summary>Seeds the generators of CUDA devices.</summary>
        public static void manual_seed(long seed) => manual_seed_all(seed);

        /// <summary>Seeds the generators of all CUDA devices.</summary>
        public static void manual_seed_all(long seed)
        {
            if (is_available())
                Guard.Check(NativeMethods.wt_cuda_manual_seed(seed));
        }

        /// <summary>Waits until a device has done all it was given.</summary>
        /// <exception cref="InvalidOperationException">CUDA is not available.</exception>
        public static void synchronize(Device? device = null)
        {
            InitializeDeviceType(DeviceType.CUDA);
            Guard.Check(NativeMethods.wt_cuda_synchronize(device?.index ?? -1));
        }

        private static (bool Available, bool Cudnn, int Count) Ask()
        {
            Guard.Check(NativeMethods.wt_cuda(out var available, out var cudnn, out var count));
            return (available != 0, cudnn != 0, count);
        }
    }
}
