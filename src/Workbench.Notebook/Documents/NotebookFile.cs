namespace Workbench.Notebook.Documents;

/// <summary>
/// Reads and writes whole files. Writes are atomic: a reader never sees a partial file, and a failed write leaves the old file unchanged.
/// </summary>
internal static class NotebookFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read.</exception>
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
            throw new InvalidInputException(
                [
                    new Fault(
                        Directory.Exists(path) ? "a notebook must be a file, not a folder" : $"the file cannot be read: {error.Message}",
                        path
                    ),
                ],
                error
            );
        }
    }

    /// <summary>
    /// Resolves the symbolic links in every part of a path; parts that do not exist are kept.
    /// </summary>
    public static string RealPath(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } folder)
            return full;
        var here = Path.Combine(RealPath(folder), Path.GetFileName(full));
        try
        {
            return new FileInfo(here).LinkTarget is not null && File.ResolveLinkTarget(here, returnFinalTarget: true) is { } target
                ? RealPath(target.FullName)
                : here;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Circular or unreadable links: the later write reports the error.
            return here;
        }
    }

    /// <summary>Writes a file.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void Write(string path, byte[] content) => AtomicFile.Save(path, content, "Choose another file with -o");

    /// <summary>
    /// Writes the results of cells that have run. A failure, such as a full disk, exits with RunFailed instead of BadUsage.
    /// </summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void Keep(string path, byte[] content)
    {
        try
        {
            Write(path, content);
        }
        catch (InvalidInputException unwritten)
        {
            throw new InvalidInputException(unwritten.Faults, unwritten, ExitCode.RunFailed);
        }
    }
}
