namespace Workbench.Notebook.Documents;

/// <summary>Files that are read whole and appear whole: a reader never sees half of one, and a failure leaves the old one as it was.</summary>
internal static class NotebookFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidInputException">It cannot be read.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidInputException([new Fault("there is no such file", path)], error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException([new Fault(Directory.Exists(path) ? "a notebook is a file, this is a folder" : $"the file cannot be read: {error.Message}", path)], error);
        }
    }

    /// <summary>The path of what a path leads to, through links in any of its folders; of what is not there, as far as it is there.</summary>
    public static string RealPath(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } folder)
            return full;
        var here = Path.Combine(RealPath(folder), Path.GetFileName(full));
        try
        {
            return new FileInfo(here).LinkTarget is not null && File.ResolveLinkTarget(here, returnFinalTarget: true) is { } target ? RealPath(target.FullName) : here;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Links in a circle, or none of ours to follow: writing there says so.
            return here;
        }
    }

    /// <summary>Whether a path names a device or an open descriptor, and not a file: /dev/null, /dev/stdout, a shell's <c>&gt;(…)</c>.</summary>
    public static bool IsDevice(string path) => Path.GetFullPath(path) is { } full
        && full.StartsWith("/dev/", StringComparison.Ordinal) && !full.StartsWith("/dev/shm/", StringComparison.Ordinal);

    /// <summary>Writes a file through a temporary one beside it. A link stays a link: what it points at is replaced. Permissions are kept. A device is written to.</summary>
    /// <exception cref="InvalidInputException">It cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var full = Path.GetFullPath(path);
        string? partial = null;
        try
        {
            if (!IsDevice(full) && new FileInfo(full).LinkTarget is not null)
                full = File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
            if (IsDevice(full))
            {
                using var device = new FileStream(full, FileMode.Open, FileAccess.Write);
                device.Write(bytes);
                return;
            }
            var folder = Path.GetDirectoryName(full)!;
            Directory.CreateDirectory(folder);
            partial = Path.Combine(folder, $".{Guid.NewGuid():N}.partial");
            using (var stream = new FileStream(partial, FileMode.CreateNew))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }
            if (!OperatingSystem.IsWindows() && File.Exists(full))
                File.SetUnixFileMode(partial, File.GetUnixFileMode(full));
            File.Move(partial, full, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            TryDelete(partial);
            throw new InvalidInputException([new Fault($"the file cannot be written: {error.Message}", full, "a folder that may be written to and has room", "Choose another file with -o")], error);
        }
    }

    private static void TryDelete(string? path)
    {
        try
        {
            if (path is not null)
                File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The first error is the one that matters.
        }
    }
}
