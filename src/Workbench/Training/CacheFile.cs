namespace Workbench.Training;

/// <summary>A JSON file that only saves work: where it cannot be read or written, the work is done again.</summary>
internal static class CacheFile
{
    /// <summary>The content; null when there is none that can be read.</summary>
    public static T? Read<T>(string path)
        where T : class
    {
        try
        {
            return TrainingJson.TryRead<T>(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes the file where it can be written; creates its folder.</summary>
    public static void Write<T>(string path, T content)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            AtomicFile.WriteChanged(path, TrainingJson.Serialize(content));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // As if nothing had been kept.
        }
    }
}
