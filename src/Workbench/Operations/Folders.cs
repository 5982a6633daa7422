namespace Workbench.Operations;

/// <summary>Where the Workbench keeps things: the XDG base folders. Nothing is written outside them, the clone and the named output.</summary>
/// <param name="Data">Runs and the ledger: <c>$XDG_DATA_HOME/workbench</c>.</param>
/// <param name="Cache">What can be fetched or built again: <c>$XDG_CACHE_HOME/workbench</c>.</param>
/// <param name="State">Logs: <c>$XDG_STATE_HOME/workbench</c>.</param>
public sealed record Folders(string Data, string Cache, string State)
{
    /// <summary>The ledger used unless <c>--ledger</c> names another.</summary>
    public string Ledger => Path.Combine(Data, "ledger");

    /// <summary>Corpora fetched so far.</summary>
    public string DataCache => Path.Combine(Cache, "data");

    /// <summary>Folders as the environment says; a variable that is not an absolute path is ignored, as the XDG specification asks.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    public static Folders FromEnvironment(Func<string, string?> variable)
    {
        var home = variable("HOME") is { Length: > 0 } value ? value : Path.GetTempPath();
        string At(string name, params string[] fallback) =>
            Path.Combine(variable(name) is { } set && Path.IsPathRooted(set) ? set : Path.Combine([home, .. fallback]), "workbench");
        return new Folders(At("XDG_DATA_HOME", ".local", "share"), At("XDG_CACHE_HOME", ".cache"), At("XDG_STATE_HOME", ".local", "state"));
    }
}
