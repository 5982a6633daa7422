using Workbench.Operations;

namespace Workbench.Notebook.Jupyter.Specs;

/// <summary>Where Jupyter looks for kernelspecs, worked out as Jupyter does, without Python.</summary>
/// <param name="surroundings">The environment.</param>
internal sealed class JupyterFolders(Surroundings surroundings)
{
    /// <summary>Per user: <c>$JUPYTER_DATA_DIR</c>, or the system's usual place.</summary>
    public string User
    {
        get
        {
            if (surroundings.Variable("JUPYTER_DATA_DIR") is { Length: > 0 } given)
                return surroundings.Resolve(given);
            if (OperatingSystem.IsWindows() && surroundings.Variable("APPDATA") is { Length: > 0 } roaming)
                return Path.Combine(roaming, "jupyter");
            var home = surroundings.Variable("HOME") is { Length: > 0 } named ? named : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            if (OperatingSystem.IsMacOS())
                return Path.Combine(home, "Library", "Jupyter");
            return Path.Combine(surroundings.Variable("XDG_DATA_HOME") is { Length: > 0 } data ? surroundings.Resolve(data) : Path.Combine(home, ".local", "share"), "jupyter");
        }
    }

    /// <summary>The Python environment that is active; null when none is.</summary>
    public string? Active => new[] { "VIRTUAL_ENV", "CONDA_PREFIX" }.Select(surroundings.Variable).FirstOrDefault(path => path is { Length: > 0 });

    /// <summary>The data folder under an installation's prefix.</summary>
    public string Of(string prefix) => Path.Combine(surroundings.Resolve(prefix), "share", "jupyter");

    /// <summary>The folder of kernelspecs in a data folder.</summary>
    public static string Kernels(string data) => Path.Combine(data, "kernels");

    /// <summary>Every data folder that Jupyter looks into, first come first.</summary>
    public IReadOnlyList<string> All
    {
        get
        {
            var all = new List<string>();
            if (surroundings.Variable("JUPYTER_PATH") is { Length: > 0 } path)
                all.AddRange(path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(surroundings.Resolve));
            all.Add(User);
            if (Active is { } prefix)
                all.Add(Of(prefix));
            if (!OperatingSystem.IsWindows())
                all.AddRange(["/usr/local/share/jupyter", "/usr/share/jupyter"]);
            return [.. all.Distinct()];
        }
    }
}
