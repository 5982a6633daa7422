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
        foreach (
            var environment in Folders()
                .SelectMany(one => new DirectoryInfo(one).EnumerateDirectories("*", Readable))
                .OrderBy(one => one.FullName)
        )
        {
            var run = new RunFolder(environment.FullName);
            used.UnionWith(run.ReadPlugins().Select(plugin => Path.GetDirectoryName(plugin)!));
            if (LockEnds.All(end => FileLock.HolderOf(environment.FullName + end) is null))
                found.AddRange(GarbageIn(environment, weights));
        }
        var locks =
            from identity in Folders().Select(one => new DirectoryInfo(one))
            from file in identity.EnumerateFiles("*", Readable)
            where LockEnds.Contains(file.Extension) && FileLock.HolderOf(file.FullName) is null
            select new Removable(file.FullName, file.Length, "a lock that nobody holds");
        var plugins =
            from plugin in Directory.Exists(PluginsFolder) ? new DirectoryInfo(PluginsFolder).EnumerateDirectories("*", Readable) : []
            where !used.Contains(plugin.FullName)
            select new Removable(plugin.FullName, BytesIn(plugin), "code that no run uses");
        return [.. found, .. locks, .. plugins];
    }

    /// <summary>What a run's folder has that its result does not need.</summary>
    private static IEnumerable<Removable> GarbageIn(DirectoryInfo environment, bool weights)
    {
        foreach (var file in environment.EnumerateFiles(".*.partial", SearchOption.AllDirectories))
            yield return new(file.FullName, file.Length, "half written");
        var run = new RunFolder(environment.FullName);
        if (!Directory.Exists(run.CheckpointFolder))
            yield break;
        foreach (var other in new[] { ".new", ".old" }.Select(end => new DirectoryInfo(run.CheckpointFolder + end)))
        {
            if (other.Exists)
                yield return new(other.FullName, BytesIn(other), "an older or unfinished checkpoint");
        }
        if (weights && run.ReadResult()?.Status is RunStatus.Completed or RunStatus.Diverged)
            yield return new(run.CheckpointFolder, BytesIn(new(run.CheckpointFolder)), "weights of a finished run");
    }

    /// <summary>Removes what <see cref="Garbage"/> lists, except what a live process has taken meanwhile.</summary>
    /// <returns>What was removed.</returns>
    public IReadOnlyList<Removable> Collect(bool weights = false)
    {
        RequireWritable();
        var removed = new List<Removable>();
        foreach (var group in Garbage(weights).GroupBy(one => RunOf(one.Path)))
        {
            if (group.Key is { } run)
                removed.AddRange(CollectIn(run, weights));
            else
                removed.AddRange(group.Where(Removed));
        }
        Refresh();
        return removed;
    }

    /// <summary>The folder of the run in which a path is; null when it is outside of all runs' folders.</summary>
    private string? RunOf(string path) =>
        Path.GetRelativePath(RunsFolder, path).Split(Path.DirectorySeparatorChar) is [not "..", var environment, _, ..] parts
            ? Path.Combine(RunsFolder, parts[0], environment)
            : null;

    // Looked at again under the claim: a study may have resumed the run since, and without this file the run would have no checkpoint.
    private List<Removable> CollectIn(string run, bool weights)
    {
        var had = File.Exists(run + RunLocks.ClaimEnd);
        using var claim = FileLock.TryTake(run + RunLocks.ClaimEnd, _clock);
        if (claim is null || FileLock.HolderOf(run + RunLocks.WriterEnd) is not null || !Directory.Exists(run))
            return [];
        List<Removable> removed = [.. GarbageIn(new(run), weights)];
        foreach (var one in removed)
            Delete(one.Path);
        if (!had)
            File.Delete(run + RunLocks.ClaimEnd);
        return removed;
    }

    private bool Removed(Removable one)
    {
        if (!LockEnds.Contains(Path.GetExtension(one.Path)))
        {
            Delete(one.Path);
            return true;
        }
        using var claim = FileLock.TryTake(one.Path, _clock);
        if (claim is not null)
            File.Delete(one.Path);
        return claim is not null;
    }

    private static void Delete(string path)
    {
        if (File.Exists(path))
            File.Delete(path);
        // Another process may have collected it.
        else if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }
}
