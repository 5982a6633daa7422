using Microsoft.Data.Sqlite;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>A row of the index.</summary>
/// <param name="Listing">The run.</param>
/// <param name="Searched">The change of the folder of the run's environments (UTC ticks) at which it was last searched; 0 when that was
/// too recent to notice another change.</param>
internal sealed record IndexedRun(RunListing Listing, long Searched);

/// <summary>
/// The SQLite index over the run folders. All its content can be read from the folders again, so damage costs only the time to rebuild it.
/// In WAL mode readers and one writer in several processes do not block each other.
/// </summary>
internal sealed class LedgerIndex : IDisposable
{
    // Increase when the table or its texts change; an index of another version is rebuilt.
    private const long SchemaVersion = 4;

    private const int Corrupt = 11; // SQLITE_CORRUPT

    private readonly SqliteConnection _connection;
    private readonly Lock _gate = new();

    private readonly Func<string, string, string> _folderOf;

    private LedgerIndex(SqliteConnection connection, Func<string, string, string> folderOf) =>
        (_connection, _folderOf) = (connection, folderOf);

    /// <summary>Opens the index. Renames a damaged index, reports the new name to <paramref name="notice"/>, and starts an empty
    /// one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="folderOf">The folder of a run in an environment. The index has no paths, since a ledger can be moved.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="notice">Receives what was set aside.</param>
    /// <param name="check">Whether to read the whole file for damage first: only where there is a reason to suspect it, since
    /// <see cref="All"/> reads every row anyway.</param>
    public static LedgerIndex Open(
        string path,
        Func<string, string, string> folderOf,
        TimeProvider clock,
        Action<string> notice,
        bool check
    )
    {
        try
        {
            return new LedgerIndex(Connect(path, check), folderOf);
        }
        catch (SqliteException locked) when (!IsDamage(locked))
        {
            // No permission, a full disk, or a lock that times out: the index is a cache, so use one in memory.
            return InMemory(folderOf);
        }
        catch (SqliteException damage) when (IsDamage(damage))
        {
            // One process sets the file aside; concurrent processes wait and then open the new index.
            using var claim = FileLock
                .TakeAsync(path + ".lock", TimeSpan.FromSeconds(30), clock, CancellationToken.None)
                .GetAwaiter()
                .GetResult();
            try
            {
                return new LedgerIndex(Connect(path, check), folderOf);
            }
            catch (SqliteException still) when (IsDamage(still))
            {
                var aside = Quarantine.KeepAt(clock.GetUtcNow(), path);
                foreach (var companion in new[] { "-wal", "-shm" }.Where(end => File.Exists(path + end)))
                    File.Move(path + companion, aside + companion);
                notice(
                    $"The ledger's index was damaged ({still.Message.TrimEnd('.')}); it is kept as {aside}, and a new one is "
                        + $"built from the run folders."
                );
                return new LedgerIndex(Connect(path), folderOf);
            }
        }
    }

    /// <summary>An empty index in memory, for a ledger that cannot be written.</summary>
    public static LedgerIndex InMemory(Func<string, string, string> folderOf) => new(Connect(":memory:"), folderOf);

    private static bool IsDamage(SqliteException error) => error.SqliteErrorCode is Corrupt or 26; // SQLITE_NOTADB

    /// <summary>What is thrown for an index that is damaged.</summary>
    public static SqliteException Damage(string what) => new(what, Corrupt);

    private static SqliteConnection Connect(string path, bool check = false)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Pooling = false,
                DefaultTimeout = 30,
            }.ToString()
        );
        try
        {
            connection.Open();
            Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;");
            if (check && Scalar(connection, "PRAGMA quick_check") is not "ok")
                throw Damage("database disk image is malformed");
            if (Scalar(connection, "PRAGMA user_version") is not SchemaVersion)
                Execute(
                    connection,
                    $"""
                    BEGIN IMMEDIATE;
                    DROP TABLE IF EXISTS runs;
                    CREATE TABLE runs (
                        id TEXT NOT NULL, environment TEXT NOT NULL, state TEXT NOT NULL, summary TEXT NOT NULL, seed INTEGER NOT NULL,
                        metric TEXT NOT NULL, final REAL, changed INTEGER NOT NULL, bytes INTEGER NOT NULL, searched INTEGER NOT NULL,
                        PRIMARY KEY (id, environment)) WITHOUT ROWID;
                    PRAGMA user_version = {SchemaVersion};
                    COMMIT;
                    """
                );
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Every row, newest first.</summary>
    public IReadOnlyList<IndexedRun> All()
    {
        lock (_gate)
        {
            using var command = _connection.CreateCommand();
            command.CommandText =
                "SELECT id, environment, state, summary, seed, metric, final, changed, bytes, searched FROM runs ORDER BY changed DESC, id";
            using var reader = command.ExecuteReader();
            var rows = new List<IndexedRun>();
            while (reader.Read())
            {
                var (id, environment) = (reader.GetString(0), reader.GetString(1));
                rows.Add(
                    new(
                        new RunListing(
                            id,
                            environment,
                            Enum.Parse<RunStatus>(reader.GetString(2)),
                            reader.GetString(3),
                            reader.GetInt64(4),
                            reader.GetString(5),
                            reader.IsDBNull(6) ? null : reader.GetDouble(6),
                            new DateTimeOffset(reader.GetInt64(7), TimeSpan.Zero),
                            reader.GetInt64(8),
                            _folderOf(id, environment)
                        ),
                        reader.GetInt64(9)
                    )
                );
            }
            return rows;
        }
    }

    /// <summary>Inserts or replaces rows and deletes others, in one transaction.</summary>
    public void Update(IEnumerable<IndexedRun> written, IEnumerable<RunListing> removed)
    {
        lock (_gate)
        {
            using var transaction = _connection.BeginTransaction();
            foreach (var (row, searched) in written)
            {
                using var command = _connection.CreateCommand();
                command.CommandText =
                    "INSERT OR REPLACE INTO runs VALUES ($id, $environment, $state, $summary, $seed, $metric, $final, $changed, "
                    + "$bytes, $searched)";
                command.Parameters.AddWithValue("$id", row.Id);
                command.Parameters.AddWithValue("$environment", row.Environment);
                command.Parameters.AddWithValue("$state", row.State.ToString());
                command.Parameters.AddWithValue("$summary", row.Summary);
                command.Parameters.AddWithValue("$seed", row.Seed);
                command.Parameters.AddWithValue("$metric", row.Metric);
                // SQLite has no NaN: store a metric that is not finite as NULL.
                command.Parameters.AddWithValue("$final", row.FinalMetric is { } final && double.IsFinite(final) ? final : DBNull.Value);
                command.Parameters.AddWithValue("$changed", row.Changed.UtcTicks);
                command.Parameters.AddWithValue("$bytes", row.Bytes);
                command.Parameters.AddWithValue("$searched", searched);
                command.ExecuteNonQuery();
            }
            foreach (var row in removed)
            {
                using var command = _connection.CreateCommand();
                command.CommandText = "DELETE FROM runs WHERE id = $id AND environment = $environment";
                command.Parameters.AddWithValue("$id", row.Id);
                command.Parameters.AddWithValue("$environment", row.Environment);
                command.ExecuteNonQuery();
            }
            transaction.Commit();
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public void Dispose() => _connection.Dispose();
}
