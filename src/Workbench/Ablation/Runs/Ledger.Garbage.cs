using Workbench.Training;

namespace Workbench.Ablation;

public sealed partial class Ledger
{
    private static readonly string[] LockEnds = [RunLocks.ClaimEnd, RunLocks.WriterEnd];

    /// <summary>
    /// What <see cref="Collect"/> would remove without losing a result: locks that nobody holds, halves of files that a crash left, older
    /// copies of checkpoints, code that no run uses; with <paramref name="weights"/> also the checkpoints of finished runs.
    /// </summary>
    /// <param name="weights">Whether to remove the weights of finished runs, which generation and evaluation at further lengths
    /// need.</param>
    public IReadOnlyList<Removable> Garbage(bool weights = false)
    {
        var used = new HashSet<string>();
        var found = new List<Removable>();
        foreach (var environment in Folders("*").SelectMany(one => one.EnumerateDirectories("*", Readable)).OrderBy(one => one.FullName))
        {
            var run = new RunFolder(environment.FullName);
            used.UnionWith(run.ReadPlugins().Select(plugin => Path.GetDirectoryName(plugin)!));
            if (LockEnds.Any(end => FileLock.HolderOf(environment.FullName + end) is not null))
                continue;
            found.AddRange(
                environment
                    .EnumerateFiles(".*.partial", SearchOption.AllDirectories)
                    .Select(file => new Removable(file.FullName, file.Length, "half written"))
            );
            var hasCurrent = Directory.Exists(run.CheckpointFolder);
            foreach (var other in new[] { ".new", ".old" }.Select(end => new DirectoryInfo(run.CheckpointFolder + end)))
            {
                if (other.Exists && hasCurrent)
                    found.Add(new(other.FullName, BytesIn(other), "an older or unfinished checkpoint"));
            }
            if (weights && hasCurrent && run.ReadResult()?.Status is RunStatus.Completed or RunStatus.Diverged)
                found.Add(new(run.CheckpointFolder, BytesIn(new(run.CheckpointFolder)), "weights of a finished run"));
        }
        var locks =
            from identity in Folders("*")
            from file in identity.EnumerateFiles("*", Readable)
            where LockEnds.Contains(file.Extension) && FileLock.HolderOf(file.FullName) is null
            select new Removable(file.FullName, file.Length, "a lock that nobody holds");
        var plugins =
            from plugin in Directory.Exists(PluginsFolder) ? new DirectoryInfo(PluginsFolder).EnumerateDirectories("*", Readable) : []
            where !used.Contains(plugin.FullName)
            select new Removable(plugin.FullName, BytesIn(plugin), "code that no run uses");
        return [.. found, .. locks, .. plugins];
    }

    /// <summary>Removes what <see cref="Garbage"/> lists, except what a live process has taken meanwhile.</summary>
    /// <returns>What was removed.</returns>
    public IReadOnlyList<Removable> Collect(bool weights = false)
    {
        RequireWritable();
        var removed = new List<Removable>();
        foreach (var one in Garbage(weights))
        {
            if (LockEnds.Contains(Path.GetExtension(one.Path)))
            {
                using var claim = FileLock.TryTake(one.Path, _clock);
                if (claim is null)
                    continue;
                File.Delete(one.Path);
            }
            else if (File.Exists(one.Path))
                File.Delete(one.Path);
            else
                Directory.Delete(one.Path, recursive: true);
            removed.Add(one);
        }
        Refresh();
        return removed;
    }
}
