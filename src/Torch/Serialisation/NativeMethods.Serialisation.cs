using System.Runtime.InteropServices;

namespace TorchSharp;

internal static unsafe partial class NativeMethods
{
    // serialise.cpp
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial int wt_tensor_save(nint tensor, string path);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial int wt_tensor_load(string path, out nint made);
}
