namespace Workbench.Operations;

/// <summary>Size, free space and write access of folders.</summary>
public static class FolderInspection
{
    /// <summary>The total size of the files under a folder, in bytes; 0 when it does not exist. Skips files deleted meanwhile.</summary>
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
    /// Whether a file can be created in this folder, or in its nearest existing ancestor. Tests by creating a file, because permission bits
    /// do not tell.
    /// </summary>
    public static bool CanWrite(string folder) => AtomicFile.CanCreateIn(NearestExisting(folder));

    /// <summary>Free bytes on the disk of this folder, or of its nearest existing ancestor; null when unknown.</summary>
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
