using System.Runtime.InteropServices;

namespace Workbench.Kernels.Runtime;

/// <summary>A file that only this process sees and that ends with it (Linux' memfd_create).</summary>
internal static partial class MemoryFile
{
    private const uint CloseOnExec = 1;

    /// <summary>Writes it.</summary>
    /// <param name="name">What debuggers call it.</param>
    /// <param name="content">Its bytes.</param>
    /// <returns>A path by which this process can open it.</returns>
    /// <exception cref="IOException">The system has no memory for it.</exception>
    internal static string Write(string name, ReadOnlySpan<byte> content)
    {
        var descriptor = memfd_create(name, CloseOnExec);
        if (descriptor < 0)
            throw new IOException($"memfd_create({name}) failed with error {Marshal.GetLastPInvokeError()}");
        var path = $"/proc/self/fd/{descriptor}";
        // Opened by its path: this stream is closed, the descriptor stays for the life of the process.
        using (var stream = new FileStream(path, FileMode.Open, FileAccess.Write))
            stream.Write(content);
        return path;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int memfd_create(string name, uint flags);
}
