using Microsoft.Data.Sqlite;
using Workbench.Configuration;
using Workbench.Kernels;
using Workbench.Models.Architectures;
using Workbench.Tokenizers;
using Workbench.Training;

namespace Workbench.Ablation;

public sealed partial class Ledger
{
    /// <summary>Every run, newest first. Updates the index from the folders first.</summary>
    public IReadOnlyList<RunListing> List()
    {
        IReadOnlyList<RunListing> indexed;
        try
        {
            indexed = Refresh();
        }
        catch (SqliteException)
        {
            // Damaged while open. Opening it again sets the damaged file aside and builds a new index from the folders.
            _index.Dispose();
            _index = OpenIndex();
            try
            {
                indexed = Refresh();
            }
            catch (SqliteException)
            {
                // The index can be opened but not written: use one in memory.
                _index.Dispose();
                _index = LedgerIndex.InMemory();
                indexed = Refresh();
            }
        }
        // The ledger may have been moved or mounted elsewhere since the folders were indexed.
        IReadOnlyList<RunListing> rows = [.. indexed.Select(row => row with { Folder = FolderOf(row.Id, row.Environment) })];
        foreach (var damaged in rows.Where(row => row.State == RunStatus.Interrupted && new RunFolder(row.Folder).HasDamagedResult))
            Note(
                $"The result of run {Short(damaged.Id, 12)} is damaged ({new RunFolder(damaged.Folder).ResultFile}): the next "
                    + $"study that needs the run sets it aside and computes the run again."
            );
        return
        [
            .. rows.Select(row =>
                row.State == RunStatus.Interrupted && HolderOf(row.Folder) is not null ? row with { State = RunStatus.Running } : row
            ),
        ];
    }

    // Repeated listings add the same notice only once.
    private void Note(string text)
    {
        if (!_notices.Contains(text))
            _notices.Add(text);
    }

    /// <summary>Brings the index up to date with the folders, and returns its rows, newest first.</summary>
    private IReadOnlyList<RunListing> Refresh()
    {
        var rows = _index.All();
        var known = rows.ToDictionary(row => (row.Id, row.Environment));
        var found = new HashSet<(string, string)>();
        var written = new List<RunListing>();
        // A large ledger has ten thousands of folders: reading their times is most of the work.
        foreach (var (directory, changed) in Folders("*").AsParallel().SelectMany(RunsIn))
        {
            var key = (directory.Parent!.Name, directory.Name);
            found.Add(key);
            if (known.TryGetValue(key, out var row) && row.Changed == changed)
                continue;
            try
            {
                written.Add(Listing(directory, changed));
            }
            catch (Exception gone) when (gone is DirectoryNotFoundException or UnauthorizedAccessException)
            {
                // Another process has removed the folder since it was enumerated, or it is not accessible.
                found.Remove(key);
            }
        }
        var removed = known.Where(pair => !found.Contains(pair.Key)).Select(pair => pair.Value).ToList();
        if (written.Count + removed.Count == 0)
            return rows;
        _index.Update(written, removed);
        return _index.All();
    }

    /// <summary>The folders of a run, one for each environment, with the times of their last change.</summary>
    private static List<(DirectoryInfo Directory, DateTimeOffset Changed)> RunsIn(DirectoryInfo run)
    {
        try
        {
            return
            [
                .. run.EnumerateDirectories("*", Readable)
                    .Where(one => !one.Name.Contains(Quarantine.Mark, StringComparison.Ordinal))
                    .Select(one => (one, Changed(one))),
            ];
        }
        catch (DirectoryNotFoundException)
        {
            // Another process has removed it since it was enumerated.
            return [];
        }
    }

    // An inaccessible folder of another user does not stop the enumeration.
    private static EnumerationOptions Readable { get; } = new() { IgnoreInaccessible = true, AttributesToSkip = 0 };

    /// <summary>Direct subfolders of the runs folder; none when the ledger has no runs.</summary>
    private IEnumerable<DirectoryInfo> Folders(string pattern) =>
        Directory.Exists(RunsFolder) ? new DirectoryInfo(RunsFolder).EnumerateDirectories(pattern, Readable) : [];

    private static DateTimeOffset Changed(DirectoryInfo directory)
    {
        var result = new FileInfo(new RunFolder(directory.FullName).ResultFile);
        return new DateTimeOffset(result.Exists ? result.LastWriteTimeUtc : directory.LastWriteTimeUtc, TimeSpan.Zero);
    }

    private static RunListing Listing(DirectoryInfo directory, DateTimeOffset changed)
    {
        var folder = new RunFolder(directory.FullName);
        var record = RunRecords.Read(
            directory.FullName,
            directory.Parent!.Name,
            directory.Name,
            folder.ReadIdentity()?.Seed ?? 0,
            context: 0,
            curves: false
        );
        return new RunListing(
            record.Id,
            record.Environment,
            record.State,
            Summary(folder),
            record.Seed,
            record.Metric,
            record.FinalMetric,
            changed,
            BytesIn(directory),
            record.Folder
        );
    }

    // Files of a run in progress may be renamed between the listing and the reading of their sizes.
    private static long BytesIn(DirectoryInfo directory)
    {
        var bytes = 0L;
        foreach (var file in directory.EnumerateFiles("*", SearchOption.AllDirectories))
        {
            try
            {
                bytes += file.Length;
            }
            catch (FileNotFoundException)
            {
                // Renamed or removed meanwhile; the next listing sees the change.
            }
        }
        return bytes;
    }

    /// <summary>A short description of a run: its model, task, data and steps.</summary>
    private static string Summary(RunFolder folder)
    {
        try
        {
            using var variants = RunVariants.NearestOf(folder);
            var (config, model) = (variants.Config, variants.Config.Model);
            return string.Join(
                ' ',
                (string[])
                    [
                        $"{model.Layers}x{model.Width}",
                        .. model.Architecture is DecoderOnly ? Array.Empty<string>() : [Variants.Format(model.Architecture)],
                        model.Placement.ToString().ToLowerInvariant(),
                        Variants.Format(model.Norm),
                        Variants.Format(model.Position),
                        Variants.Format(model.Heads),
                        Variants.Format(model.Attention),
                        Variants.Format(model.FeedForward),
                        Variants.Format(config.Task),
                        config.Data,
                        .. config.Tokenizer is TaskTokenizer or Characters ? Array.Empty<string>() : [Variants.Format(config.Tokenizer)],
                        $"{config.Train.Steps} steps",
                        .. config.Train.Precision == ProductPrecision.Float32
                            ? Array.Empty<string>()
                            : [ScalarText.Format(config.Train.Precision)],
                    ]
            );
        }
        catch (Exception error) when (error is InvalidInputException or IOException)
        {
            return "";
        }
    }

    /// <summary>The run whose identity begins with <paramref name="prefix"/>; the newest when it ran in several environments.</summary>
    /// <exception cref="InvalidInputException">No run matches, or more than one does.</exception>
    public RunRecord Find(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var rows = List()
            .Where(row =>
                row.Id.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
                || prefix.StartsWith(row.Id, StringComparison.OrdinalIgnoreCase)
            )
            .ToList();
        var ids = rows.Select(row => row.Id).Distinct().ToList();
        return ids.Count switch
        {
            1 when prefix.Length >= 4 => RunRecords.Read(rows[0].Folder, rows[0].Id, rows[0].Environment, rows[0].Seed),
            0 => throw new InvalidInputException("no run has this identity", prefix, null, "List them with: runs list", "run"),
            _ => throw new InvalidInputException(
                "a run is named by the first digits of its identity",
                prefix,
                "at least 4 digits, enough to be unique",
                $"It could be: {string.Join(", ", ids.Take(5).Select(id => Short(id, 12)))}",
                "run"
            ),
        };
    }
}
