using System.Runtime.InteropServices;

namespace Workbench.Notebook.Streams;

/// <summary>The C library's side of the standard streams.</summary>
internal static partial class NativeOutput
{
    private const int LineBuffered = 1;

    /// <summary>Sends what <c>printf</c> keeps back.</summary>
    internal static void Flush()
    {
        if (!OperatingSystem.IsWindows())
            _ = fflush(0);
    }

    /// <summary>Makes <c>printf</c> write lines at once, as to a terminal; into a pipe it would keep them back.</summary>
    internal static void BufferLines()
    {
        var names = OperatingSystem.IsMacOS() ? "__stdoutp" : "stdout";
        if (NativeLibrary.TryLoad(OperatingSystem.IsMacOS() ? "libSystem" : "libc.so.6", out var library) && NativeLibrary.TryGetExport(library, names, out var file))
            _ = setvbuf(Marshal.ReadIntPtr(file), 0, LineBuffered, 0);
    }

    [LibraryImport("libc")]
    internal static partial int dup(int descriptor);

    [LibraryImport("libc")]
    internal static partial int dup2(int descriptor, int other);

    [LibraryImport("libc", SetLastError = true)]
    internal static unsafe partial int pipe(int* descriptors);

    [LibraryImport("libc")]
    internal static partial int fcntl(int descriptor, int command, int argument);

    [LibraryImport("libc")]
    internal static unsafe partial nint write(int descriptor, byte* bytes, nint count);

    [LibraryImport("libc")]
    private static partial int fflush(nint file);

    [LibraryImport("libc")]
    private static partial int setvbuf(nint file, nint buffer, int mode, nint size);
}
