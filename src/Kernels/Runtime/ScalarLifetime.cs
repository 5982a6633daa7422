using System.Runtime.InteropServices;
using TorchSharp;

namespace Workbench.Kernels.Runtime;

/// <summary>
/// Keeps the numbers of <c>tensor * 0.5</c> alive while libtorch reads them. TorchSharp 0.107 passes the address of a <see cref="Scalar"/>
/// without keeping the object alive: when the garbage collector runs in that moment, its finalizer frees the number, and the operator
/// fails ("Unknown scalar type") or computes with another number. The native library's THSTorch_dispose_scalar, which frees later, takes
/// the place of TorchSharp's.
/// </summary>
internal static class ScalarLifetime
{
    private const string Function = "THSTorch_dispose_scalar";

    [ThreadStatic]
    private static bool _linking;

    /// <summary>Replaces the function; has no effect where TorchSharp has called its own already.</summary>
    /// <param name="kernels">Handle of the loaded native kernels.</param>
    internal static void Extend(nint kernels)
    {
        var assembly = typeof(torch).Assembly;
        if (
            !NativeLibrary.TryLoad(TorchRuntime.Library, assembly, null, out var library)
            || !NativeLibrary.TryGetExport(library, Function, out var release)
        )
            return;
        NativeMethods.workbench_keep_scalars(release);
        try
        {
            NativeLibrary.SetDllImportResolver(assembly, (name, _, _) => _linking && name == TorchRuntime.Library ? kernels : 0);
        }
        catch (InvalidOperationException)
        {
            // The program has set a resolver of its own.
            return;
        }
        Scalar scalar = 0.0;
        // .NET looks for a function when it is first called: this call, and no other, looks in our library.
        _linking = true;
        scalar.Dispose();
        _linking = false;
    }
}
