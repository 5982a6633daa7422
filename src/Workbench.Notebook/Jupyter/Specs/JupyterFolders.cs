using Workbench.Operations;

namespace Workbench.Notebook.Jupyter.Specs;

/// <summary>The folders where Jupyter looks for kernelspecs, computed by Jupyter's rules without Python.</summary>
/// <param name="host">The environment.</param>
internal sealed class JupyterFolders(HostEnvironment host)
{
    /// <summary>The user's data folder: <c>$JUPYTER_DATA_DIR</c>, or the platform's default.</summary>
    public string User
    {
        get
        {
            if (host.Variable("JUPYTER_DATA_DIR") is { Length: > 0 } given)
                return host.Resolve(given);
            if (OperatingSystem.IsWindows() && host.Variable("APPDATA") is { Length: > 0 } roaming)
                return Path.Combine(roaming, "jupyter");
            var home = host.Variable("HOME") is { Length: > 0 } named
                ? named
                : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            if (OperatingSystem.IsMacOS())
                return Path.Combine(home, "Library", "Jupyter");
            return Path.Combine(
                host.Variable("XDG_DATA_HOME") is { Length: > 0 } data ? host.Resolve(data) : Path.Combine(home, ".local", "share"),
                "jupyter"
            );
        }
    }

    /// <summary>The prefix of the active Python environment; null without one.</summary>
    public string? Active => new[] { "VIRTUAL_ENV", "CONDA_PREFIX" }.Select(host.Variable).FirstOrDefault(path => path is { Length: > 0 });

    /// <summary>The data folder under an installation's prefix.</summary>
    public string Of(string prefix) => Path.Combine(host.Resolve(prefix), "share", "jupyter");

    /// <summary>The folder of kernelspecs in a data folder.</summary>
    public static string Kernels(string data) => Path.Combine(data, "kernels");

    /// <summary>Jupyter's data folders by descending precedence.</summary>
    public IReadOnlyList<string> All
    {
        get
        {
            var all = new List<string>();
            if (host.Variable("JUPYTER_PATH") is { Length: > 0 } path)
                all.AddRange(path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(host.Resolve));
            all.Add(User);
            if (Active is { } prefix)
                all.Add(Of(prefix));
            if (!OperatingSystem.IsWindows())
                all.AddRange(["/usr/local/share/jupyter", "/usr/share/jupyter"]);
            return [.. all.Distinct()];
        }
    }
}
