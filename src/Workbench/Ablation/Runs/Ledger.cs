using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>
/// All runs of a user, by identity and environment. Each run has a folder, which is authoritative. A SQLite index (WAL) over the folders
/// serves listings, and is rebuilt from the folders when it is lost or damaged. Several processes can use one ledger concurrently. A
/// read-only ledger (an archive, a colleague's folder) can be read: its index is then kept in memory, and only operations that compute runs
/// are refused.
/// <code>
/// runs/IDENTITY/ENVIRONMENT/         a run's folder
/// runs/IDENTITY/ENVIRONMENT.claim    locked while a live study computes it
/// plugins/CONTENT/                   the code of variants that were defined in notebook cells
/// index.sqlite                       the index
/// version                            the version of this structure
/// </code>
/// </summary>
public sealed partial class Ledger : IDisposable
{
    /// <summary>The version of the folder's structure. A ledger without the file has version 1.</summary>
    private const int Version = 1;

    private const string VersionFile = "version";

    private readonly TimeProvider _clock;
    private readonly List<string> _notices = [];
    private readonly ConcurrentDictionary<string, RunRecord> _finished = new();
    private readonly Lazy<bool> _canWrite;
    private Lazy<LedgerIndex> _index;

    private Ledger(string folder, TimeProvider clock, bool reading = false)
    {
        Folder = folder;
        _clock = clock;
        _canWrite = new(() => !reading && AtomicFile.CanCreateIn(Directory.Exists(RunsFolder) ? RunsFolder : Folder));
        _index = new(() => OpenIndex(check: false));
    }

    /// <summary>The ledger's folder.</summary>
    public string Folder { get; }

    /// <summary>Notices since the ledger was opened, as sentences: a damaged index or run that was set aside.</summary>
    public IReadOnlyList<string> Notices => _notices;

    /// <summary>The name of an environment in the ledger: the first 16 digits of its hash.</summary>
    internal static string EnvironmentKey(string hash) => Short(hash, 16);

    /// <summary>Whether runs can be added. Determined by creating a file, not from permission bits.</summary>
    public bool CanWrite => _canWrite.Value;

    private string IndexFile => Path.Combine(Folder, "index.sqlite");

    /// <summary>The folder for the code of variants that were defined in notebook cells.</summary>
    internal string PluginsFolder => Path.Combine(Folder, "plugins");

    private string RunsFolder => Path.Combine(Folder, "runs");

    /// <summary>$XDG_DATA_HOME/workbench/ledger, or ~/.local/share/workbench/ledger.</summary>
    public static string DefaultFolder(Func<string, string?>? environment = null) =>
        Path.Combine(XdgFolders.FromEnvironment(environment).Data, "ledger");

    /// <summary>
    /// Opens the ledger in <paramref name="folder"/>, and creates it if it does not exist. An existing ledger need not be writable.
    /// </summary>
    /// <exception cref="InvalidInputException">The folder does not exist and cannot be created, or a newer version has written
    /// it.</exception>
    public static Ledger Open(string folder, TimeProvider clock)
    {
        folder = Path.GetFullPath(folder);
        RequireKnownVersion(folder);
        try
        {
            if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(Path.Combine(folder, "runs"));
                AtomicFile.Write(Path.Combine(folder, VersionFile), $"{Version}\n");
            }
            return new Ledger(folder, clock);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw new InvalidInputException(
                [new($"the ledger's folder must be writable: {error.Message}", folder, null, "Choose another with --ledger.")],
                error
            );
        }
    }

    /// <summary>Opens the ledger in <paramref name="folder"/> without writing anything; a folder that does not exist has no runs.</summary>
    internal static Ledger OpenToRead(string folder, TimeProvider clock)
    {
        RequireKnownVersion(folder);
        return new(Path.GetFullPath(folder), clock, reading: true);
    }

    // Before anything is touched: an older program would misread, and rebuild the index of, what a newer one keeps.
    private static void RequireKnownVersion(string folder)
    {
        var file = Path.Combine(folder, VersionFile);
        if (File.Exists(file) && (!int.TryParse(File.ReadAllText(file).Trim(), out var version) || version > Version))
            throw new InvalidInputException(
                "a newer version of the Workbench has written this ledger",
                $"{folder}, version {File.ReadAllText(file).Trim()}",
                $"up to version {Version}",
                "Update the Workbench, or choose another ledger with --ledger.",
                "--ledger"
            );
    }

    /// <summary>Throws when the ledger cannot be written.</summary>
    /// <exception cref="InvalidInputException">The ledger is read-only.</exception>
    public void RequireWritable()
    {
        if (!CanWrite)
            throw new InvalidInputException(
                "this operation needs a writable ledger, and this ledger is read-only",
                Folder,
                null,
                "Its runs can be read. To compute, choose another with --ledger.",
                "--ledger"
            );
    }

    private LedgerIndex OpenIndex(bool check) =>
        CanWrite ? LedgerIndex.Open(IndexFile, FolderOf, _clock, _notices.Add, check) : LedgerIndex.InMemory(FolderOf);

    /// <summary>The folder of a run.</summary>
    internal string FolderOf(string id, string environment) => Path.Combine(RunsFolder, FolderNameOf(id), Short(environment, 16));

    /// <summary>The name of the folder of a run's environments.</summary>
    internal static string FolderNameOf(string id) => Short(id, 32);

    /// <summary>The lock file that a study holds while it computes a run.</summary>
    internal string ClaimOf(string id, string environment) => FolderOf(id, environment) + RunLocks.ClaimEnd;

    /// <summary>Who computes a run: a study that claims it, or the worker of a batch job that a study has left.</summary>
    private static string? HolderOf(string folder) =>
        FileLock.HolderOf(folder + RunLocks.ClaimEnd) ?? FileLock.HolderOf(folder + RunLocks.WriterEnd);

    private static string Short(string hash, int length) => hash.Length <= length ? hash : hash[..length];

    /// <summary>Reads the record of a run in one environment.</summary>
    public RunRecord Read(string id, string environment, long seed) => Read(id, environment, seed, context: null);

    /// <summary>Reads the record of a run whose trained context is known.</summary>
    internal RunRecord Read(string id, string environment, long seed, int? context)
    {
        var path = FolderOf(id, environment);
        // A study reads a run several times. A finished run's folder changes only when its result is replaced.
        var written = new RunFolder(path).ResultWritten;
        if (_finished.TryGetValue(path, out var known) && known.Written == written)
            return known;
        var record = Now();
        if (record.State == RunStatus.Interrupted && CanWrite && new RunFolder(path).HasDamagedResult)
        {
            SetAside(path);
            record = Now();
        }
        if (record.IsFinished)
            _finished[path] = record = record with { Written = written };
        return record;

        RunRecord Now()
        {
            try
            {
                return RunRecords.Read(path, id, Short(environment, 16), seed, context);
            }
            catch (Exception gone) when (gone is DirectoryNotFoundException or FileNotFoundException)
            {
                // Another thread or process has set the folder aside between two of its files: there is none now.
                return RunRecords.Read(path, id, Short(environment, 16), seed, context);
            }
        }
    }

    /// <summary>When the results of runs were written; null unless the environment has a result of each.</summary>
    internal DateTime[]? WrittenIn(string environment, IReadOnlyList<string> ids)
    {
        var times = new DateTime[ids.Count];
        var all = Parallel.For(
            0,
            times.Length,
            (run, state) =>
            {
                if (new RunFolder(FolderOf(ids[run], environment)).ResultWritten is { } time)
                    times[run] = time;
                else
                    state.Stop();
            }
        );
        return all.IsCompleted ? times : null;
    }

    /// <summary>The environments in which a run has a folder, newest first.</summary>
    internal IReadOnlyList<string> EnvironmentsOf(string id)
    {
        var folder = new DirectoryInfo(Path.Combine(RunsFolder, Short(id, 32)));
        return folder.Exists
            ?
            [
                .. folder
                    .EnumerateDirectories()
                    .Where(one => !one.Name.Contains(Quarantine.Mark, StringComparison.Ordinal))
                    .OrderByDescending(one => one.LastWriteTimeUtc)
                    .Select(one => one.Name),
            ]
            : [];
    }

    /// <summary>Renames a run's folder with an unreadable result, unless a live process holds the run.</summary>
    private void SetAside(string path)
    {
        using var claim = FileLock.TryTake(path + RunLocks.ClaimEnd, _clock);
        // Whoever held the claim before may have set the folder aside.
        if (claim is null || !new RunFolder(path).HasDamagedResult)
            return;
        var aside = Quarantine.KeepAt(_clock.GetUtcNow(), path);
        // Runs are read on several threads.
        lock (_finished)
            _notices.Add($"The result of a run was damaged; it is kept as {aside}, and the run is computed again.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_index.IsValueCreated)
            _index.Value.Dispose();
    }
}
