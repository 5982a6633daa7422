namespace Workbench.Notebook.Documents;

/// <summary>
/// Files that are read whole and appear whole: a reader never sees half of one, and a failure leaves the old one as it was.
/// </summary>
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
            throw new InvalidInputException(
                [
                    new Fault(
                        Directory.Exists(path) ? "a notebook is a file, this is a folder" : $"the file cannot be read: {error.Message}",
                        path
                    ),
                ],
                error
            );
        }
    }

    /// <summary>
    /// The path of what a path leads to, through links in any of its folders; of what is not there, as far as it is there.
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
            // Links in a circle, or none of ours to follow: writing there says so.
            return here;
        }
    }

    /// <summary>Writes a file.</summary>
    /// <exception cref="InvalidInputException">It cannot be written.</exception>
    public static void Write(string path, byte[] content) => AtomicFile.Save(path, content, "Choose another file with -o");

    /// <summary>
    /// Writes what came of cells that have run. If it cannot be written, because the disk has filled meanwhile, say, the run has failed:
    /// its usage was good.
    /// </summary>
    /// <exception cref="InvalidInputException">It cannot be written.</exception>
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
