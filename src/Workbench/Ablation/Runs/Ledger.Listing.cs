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
            // Opening it with a check sets a damaged file aside, and builds a new index from the folders.
            Dispose();
            _index = new(() => OpenIndex(check: true));
            try
            {
                indexed = Refresh();
            }
            catch (SqliteException)
            {
                // The index can be opened but not written: use one in memory.
                Dispose();
                _index = new(LedgerIndex.InMemory(FolderOf));
                indexed = Refresh();
            }
        }
        foreach (var damaged in indexed.Where(row => row.State == RunStatus.Interrupted && new RunFolder(row.Folder).HasDamagedResult))
            Note(
                $"The result of run {Short(damaged.Id, 12)} is damaged ({new RunFolder(damaged.Folder).ResultFile}): the next "
                    + $"study that needs the run sets it aside and computes the run again."
            );
        return
        [
            .. indexed.Select(row =>
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
        // A large ledger has ten thousands of folders: reading their times is most of the work, and begins beside the index. The
        // collections hold classes, since the system's generics over other structs are compiled anew in each process.
        var searching = Task.Run(() => Folders().Select(Searched).ToList());
        var rows = _index.Value.All();
        var known = new FoundRun[rows.Count];
        Parallel.For(0, known.Length, i => known[i] = Found(rows[i]));
        var byId = known.ToLookup(run => run.Id);
        var written = new List<IndexedRun>();
        foreach (var folder in searching.Result)
        {
            foreach (var run in RunsIn(folder, [.. byId[Path.GetFileName(folder.Path)]]))
            {
                try
                {
                    if (run.Known is not { } row || row.Listing.Changed != run.Changed)
                        written.Add(new(Listing(run.Id, run.Environment, run.Changed), folder.Time));
                    else if (row.Searched != folder.Time)
                        written.Add(row with { Searched = folder.Time });
                    run.Exists = true;
                }
                catch (Exception gone) when (gone is DirectoryNotFoundException or UnauthorizedAccessException)
                {
                    // Another process has removed the folder since it was enumerated, or it is not accessible.
                }
            }
        }
        var removed = known.Where(run => !run.Exists).Select(run => run.Known!.Listing).ToList();
        if (written.Count + removed.Count > 0)
        {
            _index.Value.Update(written, removed);
            rows = _index.Value.All();
        }
        return [.. rows.Select(row => row.Listing)];

        static FoundRun Found(IndexedRun row) => new(row.Listing.Id, row.Listing.Environment, Changed(row.Listing.Folder), row);
    }

    private sealed record FoundRun(string Id, string Environment, DateTimeOffset Changed, IndexedRun? Known)
    {
        /// <summary>Whether its folder is there.</summary>
        public bool Exists { get; set; }
    }

    /// <summary>The runs in the folder of an identity, one for each environment.</summary>
    private static FoundRun[] RunsIn(SearchedFolder folder, FoundRun[] known)
    {
        if (known.Length > 1 && known.DistinctBy(run => run.Environment).Count() < known.Length)
            throw LedgerIndex.Damage("a run is in the index twice");
        if (folder.Time != 0 && known.Length > 0 && Array.TrueForAll(known, run => run.Known!.Searched == folder.Time))
            return known;
        try
        {
            return
            [
                .. from path in Directory.EnumerateDirectories(folder.Path, "*", Readable)
                let environment = Path.GetFileName(path)
                where !environment.Contains(Quarantine.Mark, StringComparison.Ordinal)
                select Array.Find(known, run => run.Environment == environment)
                    ?? new FoundRun(Path.GetFileName(folder.Path), environment, Changed(path), null),
            ];
        }
        catch (DirectoryNotFoundException)
        {
            // Another process has removed it since it was enumerated.
            return [];
        }
    }

    /// <summary>The folder of an identity.</summary>
    /// <param name="Path">The folder.</param>
    /// <param name="Time">Its change (UTC ticks) up to which a search now finds everything; 0 when another change could have the same
    /// time, or the clock has been set back. By the system's clock, as the folder's time is.</param>
    private sealed record SearchedFolder(string Path, long Time);

    private static SearchedFolder Searched(string folder) =>
        new(
            folder,
            Directory.GetLastWriteTimeUtc(folder) is var time
            && TimeProvider.System.GetUtcNow().UtcDateTime - time > TimeSpan.FromSeconds(2)
                ? time.Ticks
                : 0
        );

    // An inaccessible folder of another user does not stop the enumeration.
    private static EnumerationOptions Readable { get; } = new() { IgnoreInaccessible = true, AttributesToSkip = 0 };

    /// <summary>Direct subfolders of the runs folder; none when the ledger has no runs.</summary>
    private IEnumerable<string> Folders() => Directory.Exists(RunsFolder) ? Directory.EnumerateDirectories(RunsFolder, "*", Readable) : [];

    private static DateTimeOffset Changed(string path) =>
        new(new RunFolder(path).ResultWritten ?? Directory.GetLastWriteTimeUtc(path), TimeSpan.Zero);

    private RunListing Listing(string id, string environment, DateTimeOffset changed)
    {
        var folder = new RunFolder(FolderOf(id, environment));
        var record = RunRecords.Read(folder.Path, id, environment, folder.ReadIdentity()?.Seed ?? 0, context: 0, curves: false);
        return new RunListing(
            record.Id,
            record.Environment,
            record.State,
            Summary(folder),
            record.Seed,
            record.Metric,
            record.FinalMetric,
            changed,
            BytesIn(new DirectoryInfo(folder.Path)),
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
