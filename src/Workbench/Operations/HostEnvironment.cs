using Workbench.Ablation;

namespace Workbench.Operations;

/// <summary>What an operation needs from outside, given by the composition root: nothing here is looked up from a static.</summary>
/// <param name="Folders">Where things are kept.</param>
/// <param name="Clock">The time.</param>
/// <param name="CurrentFolder">Against which relative paths are read.</param>
/// <param name="Variable">Reads an environment variable.</param>
/// <param name="Worker">How to start a worker process: its executable and arguments.</param>
/// <param name="Repository">The clone's root, when the launcher said it.</param>
/// <param name="Cells">How to start a process that runs the cells of one notebook; null where that cannot be.</param>
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
    /// <summary>A path that the user wrote, made absolute.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, CurrentFolder);

    /// <summary>A path as a person in the current folder writes it: relative when it is below, absolute otherwise.</summary>
    public string FromHere(string path)
    {
        var relative = Path.GetRelativePath(CurrentFolder, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
