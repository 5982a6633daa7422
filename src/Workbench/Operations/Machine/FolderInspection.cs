namespace Workbench.Operations;

/// <summary>Questions about folders, asked before anything is written.</summary>
public static class FolderInspection
{
    /// <summary>Bytes of all files under a folder; what vanishes meanwhile does not count.</summary>
    public static long Bytes(string folder) =>
        !Directory.Exists(folder)
            ? 0
            : new DirectoryInfo(folder)
                .EnumerateFiles(
                    "*",
                    new EnumerationOptions
                    {
                        RecurseSubdirectories = true,
                        IgnoreInaccessible = true,
                        AttributesToSkip = FileAttributes.ReparsePoint,
                    }
                )
                .Sum(file => file.Exists ? file.Length : 0);

    /// <summary>
    /// Whether a file could be created in this folder, or in its nearest ancestor that exists. Tried, not guessed from modes.
    /// </summary>
    public static bool CanWrite(string folder) => AtomicFile.CanCreateIn(NearestExisting(folder));

    /// <summary>Free bytes on the disk that holds, or would hold, this folder; null when unknown.</summary>
    public static long? FreeBytes(string folder)
    {
        try
        {
            return new DriveInfo(NearestExisting(folder)).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    private static string NearestExisting(string folder)
    {
        var path = Path.GetFullPath(folder);
        while (!Directory.Exists(path) && Path.GetDirectoryName(path) is { } parent)
            path = parent;
        return path;
    }
}
