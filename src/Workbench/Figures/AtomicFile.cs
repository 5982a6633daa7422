namespace Workbench.Figures;

/// <summary>Writes files that appear whole or not at all.</summary>
internal static class AtomicFile
{
    internal static void Write(string path, string text) => Write(path, System.Text.Encoding.UTF8.GetBytes(text));

    internal static void Write(string path, byte[] content)
    {
        var full = Path.GetFullPath(path);
        var partial = $"{full}.{Environment.ProcessId}.partial";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllBytes(partial, content);
            File.Move(partial, full, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            TryDelete(partial);
            throw new InvalidInputException([new Fault($"the file cannot be written: {error.Message}", full, "a folder that may be written to and has room", "Choose another folder")], error);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The first error is the one that matters; a leftover ".partial" file harms nobody.
        }
    }
}
