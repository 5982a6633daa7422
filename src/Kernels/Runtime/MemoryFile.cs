using System.Runtime.InteropServices;

namespace Workbench.Kernels.Runtime;

/// <summary>An anonymous in-memory file that lives as long as this process (Linux's memfd_create).</summary>
internal static partial class MemoryFile
{
    private const uint CloseOnExec = 1;

    /// <summary>Creates the file.</summary>
    /// <param name="name">A name for debugging tools.</param>
    /// <param name="content">The content.</param>
    /// <returns>A path by which this process can open the file.</returns>
    /// <exception cref="IOException">The system cannot create the file.</exception>
    internal static string Write(string name, ReadOnlySpan<byte> content)
    {
        var descriptor = memfd_create(name, CloseOnExec);
        if (descriptor < 0)
            throw new IOException($"memfd_create({name}) failed with error {Marshal.GetLastPInvokeError()}");
        var path = $"/proc/self/fd/{descriptor}";
        // Open by path, so that closing the stream does not close the descriptor, which stays open for the life of the process.
        using (var stream = new FileStream(path, FileMode.Open, FileAccess.Write))
            stream.Write(content);
        return path;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int memfd_create(string name, uint flags);
}
