namespace Workbench;

/// <summary>The user's XDG base folders, where the Workbench stores files outside projects.</summary>
/// <param name="Cache">Files that can be downloaded again: <c>$XDG_CACHE_HOME/workbench</c>, by default <c>~/.cache/workbench</c>.</param>
/// <param name="Data">Files that must be kept: <c>$XDG_DATA_HOME/workbench</c>, by default <c>~/.local/share/workbench</c>.</param>
/// <param name="Config">Settings: <c>$XDG_CONFIG_HOME/workbench</c>, by default <c>~/.config/workbench</c>.</param>
public sealed record XdgFolders(string Cache, string Data, string Config)
{
    /// <summary>Reads the folders from the environment. Ignores relative paths, as the XDG specification requires.</summary>
    /// <param name="variable">Reads an environment variable; default: the process's own.</param>
    public static XdgFolders FromEnvironment(Func<string, string?>? variable = null)
    {
        variable ??= Environment.GetEnvironmentVariable;
        var home = variable("HOME") is { Length: > 0 } given ? given : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string Folder(string name, params string[] otherwise) =>
            Path.Combine(
                variable(name) is { Length: > 0 } path && Path.IsPathRooted(path) ? path : Path.Combine([home, .. otherwise]),
                "workbench"
            );
        return new(Folder("XDG_CACHE_HOME", ".cache"), Folder("XDG_DATA_HOME", ".local", "share"), Folder("XDG_CONFIG_HOME", ".config"));
    }

    /// <summary>A path as a shell takes it on any machine: <c>~</c> stands for the user's home.</summary>
    public static string Shortened(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return home.Length > 1 && path.StartsWith(home + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? $"~{path[home.Length..]}"
            : path;
    }
}
