using System.Runtime.InteropServices;
using System.Text;

namespace Workbench;

/// <summary>
/// Atomic file writes: content goes to a temporary file in the same folder, is flushed to disk and renamed. A failure leaves the old file
/// unchanged. A symbolic link is kept and its target replaced; permissions are kept. Devices are written directly. A named pipe is refused,
/// because renaming would replace it and its reader would wait forever.
/// </summary>
internal static partial class AtomicFile
{
    /// <summary>Writes text.</summary>
    public static void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes text, unless the file has it already: a write waits for the disk.</summary>
    public static void WriteChanged(string path, string text)
    {
        var content = Encoding.UTF8.GetBytes(text);
        if (!Has(path, content))
            Write(path, content);
    }

    private static bool Has(string path, ReadOnlySpan<byte> content)
    {
        try
        {
            return new FileInfo(path) is { Exists: true } file
                && file.Length == content.Length
                && content.SequenceEqual(File.ReadAllBytes(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Writes bytes.</summary>
    public static void Write(string path, byte[] content) => Write(path, stream => stream.Write(content));

    /// <summary>Writes the output of a function.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        var target = Target(path);
        if (IsDevice(target))
        {
            using var device = new FileStream(target, FileMode.Open, FileAccess.Write);
            write(device);
            return;
        }
        if (IsPipe(target))
            throw new IOException("this is a named pipe, which a file would replace");
        // Do not include the file's name, which may already have the maximum length.
        var partial = Path.Combine(Path.GetDirectoryName(target)!, $".{Guid.NewGuid():N}.partial");
        try
        {
            using (var stream = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            if (!OperatingSystem.IsWindows() && File.Exists(target))
                File.SetUnixFileMode(partial, File.GetUnixFileMode(target));
            File.Move(partial, target, overwrite: true);
        }
        catch
        {
            TryDelete(partial);
            throw;
        }
    }

    /// <summary>Writes an output file that the user named; creates its folder.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void Save(string path, string text, string nextStep = "Choose another folder") =>
        Save(path, Encoding.UTF8.GetBytes(text), nextStep);

    /// <inheritdoc cref="Save(string, string, string)"/>
    public static void Save(string path, byte[] content, string nextStep = "Choose another folder")
    {
        var full = Path.GetFullPath(path);
        try
        {
            full = Target(full);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            Write(full, content);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new InvalidInputException(
                [new Fault($"the file cannot be written: {error.Message}", full, "a folder that may be written to and has room", nextStep)],
                error
            );
        }
    }

    /// <summary>Whether a file can be created in an existing folder. Determined by creating one, not from permission bits.</summary>
    public static bool CanCreateIn(string folder)
    {
        try
        {
            using (File.Create(Path.Combine(folder, $".workbench-{Guid.NewGuid():N}"), 1, FileOptions.DeleteOnClose)) { }
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>
    /// Whether a path names a device or an open descriptor: /dev/null, /dev/stdout, a shell's <c>&gt;(…)</c>.
    /// </summary>
    public static bool IsDevice(string path) =>
        Path.GetFullPath(path) is { } full
        && full.StartsWith("/dev/", StringComparison.Ordinal)
        && !full.StartsWith("/dev/shm/", StringComparison.Ordinal);

    /// <summary>Whether a path can be read only once or only by this process: a pipe, a device, an open descriptor.</summary>
    public static bool IsStream(string path) =>
        IsDevice(path) || IsPipe(path) || Path.GetFullPath(path).StartsWith("/proc/self/", StringComparison.Ordinal);

    /// <summary>Whether a path names a pipe made by <c>mkfifo</c>; always false except on Linux. .NET has no API for the file
    /// type.</summary>
    public static unsafe bool IsPipe(string path)
    {
        const int here = -100,
            kinds = 0xF000,
            pipe = 0x1000,
            modeAt = 28;
        var status = stackalloc byte[256];
        return OperatingSystem.IsLinux()
            && File.Exists(path)
            && statx(here, path, 0, 1, status) == 0
            && (*(ushort*)(status + modeAt) & kinds) == pipe;
    }

    // statx's structure, unlike stat's, has the same layout on all architectures.
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int statx(int folder, string path, int flags, uint mask, byte* status);

    private static string Target(string path)
    {
        var full = Path.GetFullPath(path);
        // The target of /dev/stdout need not be a path in the file system.
        return IsDevice(full) || new FileInfo(full).LinkTarget is null
            ? full
            : File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The original exception is more important.
        }
    }
}
