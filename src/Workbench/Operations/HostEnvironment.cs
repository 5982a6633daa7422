using Workbench.Ablation;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>The environment of an operation: folders, clock, worker command. Supplied by the composition root.</summary>
/// <param name="Folders">The XDG folders for data, config and cache.</param>
/// <param name="Clock">The time source.</param>
/// <param name="CurrentFolder">The folder that relative paths are resolved against.</param>
/// <param name="Variable">Reads an environment variable; null when it is not set.</param>
/// <param name="Worker">The command line that starts a worker process: executable and arguments.</param>
/// <param name="Repository">The root of the repository clone; null when the launcher did not pass it.</param>
/// <param name="Cells">The command line that starts a process for the cells of one notebook; null when this host has none.</param>
public sealed record HostEnvironment(
    XdgFolders Folders,
    TimeProvider Clock,
    string CurrentFolder,
    Func<string, string?> Variable,
    WorkerCommand Worker,
    string? Repository = null,
    WorkerCommand? Cells = null
)
{
    /// <summary>The processes that train one model together; null when this process is alone.</summary>
    internal RankGroup? Ranks { get; init; }

    /// <summary>Makes a path from the user absolute.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, CurrentFolder);

    /// <summary>A path for messages: relative when it is below the current folder, absolute otherwise.</summary>
    public string FromHere(string path)
    {
        var relative = Path.GetRelativePath(CurrentFolder, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
