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

    /// <summary>Writes a file.</summary>
    /// <exception cref="InvalidInputException">It cannot be written.</exception>
    public static void Write(string path, byte[] content) => AtomicFile.Save(path, content, "Choose another file with -o");
}
