using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Workbench.Notebook.Streams;

/// <summary>Calls of the C library for the standard streams.</summary>
internal static partial class NativeOutput
{
    private const int LineBuffered = 1;
    private const int SetPipeSize = 1031;
    private const int PipeSize = 1 << 20;

    /// <summary>Flushes the buffers of <c>printf</c>.</summary>
    internal static void Flush()
    {
        if (!OperatingSystem.IsWindows())
            _ = fflush(0);
    }

    /// <summary>Makes <c>printf</c> line-buffered, as for a terminal; for a pipe the default is full buffering.</summary>
    internal static void BufferLines()
    {
        var names = OperatingSystem.IsMacOS() ? "__stdoutp" : "stdout";
        if (
            NativeLibrary.TryLoad(OperatingSystem.IsMacOS() ? "libSystem" : "libc.so.6", out var library)
            && NativeLibrary.TryGetExport(library, names, out var file)
        )
            _ = setvbuf(Marshal.ReadIntPtr(file), 0, LineBuffered, 0);
    }

    /// <summary>Returns the standard input and replaces descriptor 0 by /dev/null.</summary>
    internal static FileStream TakeInput()
    {
        var saved = dup(0);
        CloseInChildren(saved);
        using (var nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite))
            _ = dup2((int)nothing.DangerousGetHandle(), 0);
        return new FileStream(new SafeFileHandle(saved, ownsHandle: true), FileAccess.Read, bufferSize: 0);
    }

    /// <summary>Sets close-on-exec, so that child processes of cells do not keep the descriptor open.</summary>
    internal static void CloseInChildren(int descriptor) => _ = ioctl(descriptor, OperatingSystem.IsMacOS() ? 0x20006601u : 0x5451u);

    /// <summary>Enlarges a pipe's buffer (on Linux) and makes it non-blocking: a write to a full pipe fails instead of blocking.</summary>
    internal static void NeverWait(int descriptor)
    {
        if (OperatingSystem.IsWindows())
            return;
        if (OperatingSystem.IsLinux())
            _ = fcntl(descriptor, SetPipeSize, PipeSize);
        var on = 1;
        _ = ioctl(descriptor, OperatingSystem.IsMacOS() ? 0x8004667Eu : 0x5421u, ref on);
    }

    /// <summary>Whether the last write failed because a non-blocking pipe was full (EAGAIN).</summary>
    internal static bool WasFull => Marshal.GetLastPInvokeError() == (OperatingSystem.IsMacOS() ? 35 : 11);

    [LibraryImport("libc")]
    internal static partial int dup(int descriptor);

    [LibraryImport("libc")]
    internal static partial int dup2(int descriptor, int other);

    [LibraryImport("libc", SetLastError = true)]
    internal static unsafe partial int pipe(int* descriptors);

    // FIOCLEX instead of fcntl's flags: without a variadic third argument, which some processors pass differently.
    [LibraryImport("libc")]
    private static partial int ioctl(int descriptor, nuint request);

    // FIONBIO.
    [LibraryImport("libc")]
    private static partial int ioctl(int descriptor, nuint request, ref int value);

    [LibraryImport("libc")]
    private static partial int fcntl(int descriptor, int command, int value);

    [LibraryImport("libc", SetLastError = true)]
    internal static unsafe partial nint write(int descriptor, byte* bytes, nint count);

    [LibraryImport("libc")]
    private static partial int fflush(nint file);

    [LibraryImport("libc")]
    private static partial int setvbuf(nint file, nint buffer, int mode, nint size);
}
