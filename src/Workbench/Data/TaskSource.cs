using System.Collections.Concurrent;
using Workbench.Configuration;

namespace Workbench.Data;

/// <summary>Builds tasks on named data and keeps them: a study resolves thirty runs over one corpus.</summary>
/// <param name="catalogue">Where named corpora come from.</param>
/// <param name="progress">Told of downloads.</param>
/// <param name="cancellation">Stops a download.</param>
public sealed class TaskSource(Catalogue catalogue, IProgress<FetchEvent>? progress = null, CancellationToken cancellation = default)
{
    readonly ConcurrentDictionary<string, Lazy<Corpus>> _corpora = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<(TaskConfig, string), Lazy<ITask>> _tasks = new();
    readonly ConcurrentDictionary<(TaskConfig, string), Lazy<ITask>> _onText = new();
    readonly ConcurrentDictionary<(string Task, string Data), TaskRecord> _records = new();

    /// <summary>The corpus of a name of the catalogue (fetched when it is not in the cache) or of a user's file.</summary>
    /// <param name="data">"sotu", or a path.</param>
    /// <exception cref="InvalidInputException">There is no such corpus, or it cannot be read or fetched.</exception>
    public Corpus Open(string data) =>
        Keep(
            _corpora,
            data,
            () =>
                Catalogue.TryFind(data) is { } entry ? catalogue.Get(entry, progress, cancellation)
                : CorpusFile.LooksLikePath(data) ? CorpusFile.Read(data)
                : throw new InvalidInputException([Catalogue.Unknown(data)])
        );

    /// <summary>
    /// Lets a record answer for its task: from now on the text is opened only for what the record does not have. A damaged record is none.
    /// </summary>
    public void Recall(TaskRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.IsWhole)
            _records[(record.Task, record.Data)] = record;
    }

    /// <summary>The task on the data.</summary>
    /// <param name="task">The task's config.</param>
    /// <param name="data">As for <see cref="Open"/>; empty for the task's own choice. A task that generates its data takes none.</param>
    /// <exception cref="InvalidInputException">The data does not serve the task.</exception>
    public ITask Get(TaskConfig task, string data)
    {
        if (data.Length == 0)
            data = task.DefaultData ?? "";
        if (task.DefaultData is null && data.Length > 0)
            throw new InvalidInputException(
                "this task generates its data",
                data,
                "no --data",
                "leave --data out, or choose a task on text: char-lm",
                "data"
            );
        return Keep(
            _tasks,
            (task, data),
            () =>
                data.Length > 0 && _records.TryGetValue((Variants.Format(task), data), out var record)
                    ? new RecordedTask(record, () => OnText(task, record))
                    : task.Build(data.Length == 0 ? null : Open(data))
        );
    }

    /// <summary>Opens the text of a task, which has been recalled, and sees that it is the one of the record.</summary>
    ITask OnText(TaskConfig task, TaskRecord record)
    {
        if (CorpusFile.LooksLikePath(record.Data) && !File.Exists(record.Data))
            throw new InvalidInputException(
                "the text is needed for this, and it is not there any more",
                record.Data,
                $"the text with the fingerprint {record.DataFingerprint}",
                "Put it back, or name it where it is now: --data file",
                "data"
            );
        var found = Keep(_onText, (task, record.Data), () => task.Build(Open(record.Data)));
        return found.DataFingerprint == record.DataFingerprint
            ? found
            : throw TaskRecord.Another(record.Data, found.DataFingerprint, record.DataFingerprint);
    }

    // An exception is not kept: after the network is back, the same object serves.
    static TValue Keep<TKey, TValue>(ConcurrentDictionary<TKey, Lazy<TValue>> kept, TKey key, Func<TValue> make)
        where TKey : notnull
    {
        var lazy = kept.GetOrAdd(key, _ => new Lazy<TValue>(make));
        try
        {
            return lazy.Value;
        }
        catch
        {
            kept.TryRemove(new(key, lazy));
            throw;
        }
    }
}
