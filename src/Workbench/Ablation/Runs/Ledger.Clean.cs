using Workbench.Training;

namespace Workbench.Ablation;

public sealed partial class Ledger
{
    /// <summary>What <see cref="Clean"/> would remove: failed and interrupted runs and files set aside as damaged, or every run.</summary>
    public IReadOnlyList<Removable> Cleanable(bool everything = false)
    {
        var runs =
            from row in List()
            where everything || row.State is RunStatus.Failed or RunStatus.Interrupted or RunStatus.Missing
            where HolderOf(row.Folder) is null
            select new Removable(
                row.Folder,
                row.Bytes,
                everything && row.State is RunStatus.Completed or RunStatus.Diverged
                    ? "every run requested"
                    : row.State.ToString().ToLowerInvariant()
            );
        var aside =
            from directory in Folders()
                .SelectMany(one => new DirectoryInfo(one).EnumerateDirectories("*" + Quarantine.Mark + "*", Readable))
            select new Removable(directory.FullName, BytesIn(directory), "damaged, set aside");
        var indexes =
            from file in new DirectoryInfo(Folder).EnumerateFiles("index.sqlite" + Quarantine.Mark + "*")
            select new Removable(file.FullName, file.Length, "damaged, set aside");
        return [.. runs, .. aside, .. indexes];
    }

    /// <summary>Removes what <see cref="Cleanable"/> lists, except runs that a live process is computing.</summary>
    /// <returns>The removed files and folders.</returns>
    public IReadOnlyList<Removable> Clean(bool everything = false)
    {
        RequireWritable();
        var removed = new List<Removable>();
        foreach (var one in Cleanable(everything))
        {
            if (File.Exists(one.Path))
            {
                File.Delete(one.Path);
                removed.Add(one);
                continue;
            }
            using (var claim = FileLock.TryTake(one.Path + RunLocks.ClaimEnd, _clock))
            {
                if (claim is null || FileLock.HolderOf(one.Path + RunLocks.WriterEnd) is not null)
                    continue;
                Directory.Delete(one.Path, recursive: true);
                foreach (var end in (string[])[RunLocks.ClaimEnd, RunLocks.WriterEnd, RunLocks.OwnerEnd])
                    File.Delete(one.Path + end);
            }
            var parent = Path.GetDirectoryName(one.Path)!;
            if (!Directory.EnumerateFileSystemEntries(parent).Any())
                Directory.Delete(parent);
            removed.Add(one);
        }
        Refresh();
        return removed;
    }
}
