namespace Workbench;

/// <summary>Renames a corrupt file or folder to NAME.damaged-N, so that its content is kept.</summary>
internal static class Quarantine
{
    /// <summary>The separator between the original name and the suffix.</summary>
    public const string Mark = ".damaged-";

    /// <summary>Renames a file or folder with a numbered suffix; returns the new path.</summary>
    /// <param name="path">The damaged file or folder.</param>
    /// <param name="name">The prefix of the new path; null for <paramref name="path"/>.</param>
    public static string Keep(string path, string? name = null)
    {
        for (var i = 1; ; i++)
        {
            var aside = $"{name ?? path}{Mark}{i}";
            if (!Path.Exists(aside))
                return Moved(path, aside);
        }
    }

    /// <summary>Renames a file or folder with a time-stamp suffix; returns the new path.</summary>
    public static string KeepAt(DateTimeOffset time, string path)
    {
        var dated = $"{path}{Mark}{time:yyyyMMdd-HHmmss}";
        var aside = dated;
        for (var i = 2; Path.Exists(aside); i++)
            aside = $"{dated}-{i}";
        return Moved(path, aside);
    }

    private static string Moved(string path, string aside)
    {
        if (Directory.Exists(path))
            Directory.Move(path, aside);
        else
            File.Move(path, aside);
        return aside;
    }
}
