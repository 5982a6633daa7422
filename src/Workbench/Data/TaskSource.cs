using System.Collections.Concurrent;
using Workbench.Configuration;
using Workbench.Tokenizers;

namespace Workbench.Data;

/// <summary>Builds and caches tasks and corpora: a study resolves many runs over one corpus.</summary>
/// <param name="catalogue">Source of named corpora.</param>
/// <param name="progress">Receives the progress of downloads.</param>
/// <param name="cancellation">Cancels a download.</param>
public sealed class TaskSource(Catalogue catalogue, IProgress<FetchEvent>? progress = null, CancellationToken cancellation = default)
{
    private readonly ConcurrentDictionary<string, Lazy<Corpus>> _corpora = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(TaskConfig, string, TokenizerConfig), Lazy<ITask>> _tasks = new();
    private readonly ConcurrentDictionary<(TaskConfig, string, TokenizerConfig), Lazy<ITask>> _onText = new();
    private readonly ConcurrentDictionary<(string Task, string Data, string Tokenizer), TaskRecord> _records = new();

    /// <summary>Opens a corpus of the catalogue (fetched when it is not in the cache) or a user's file.</summary>
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
    /// Adds a task record. From then on the text is opened only for data that the record does not contain. Ignores a damaged record.
    /// </summary>
    public void Recall(TaskRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.IsWhole)
            _records[(record.Task, record.Data, record.Tokenizer)] = record;
    }

    /// <summary>Builds a task, or returns the cached one.</summary>
    /// <param name="task">The task's config.</param>
    /// <param name="data">As for <see cref="Open"/>; empty means the task's default. Must be empty for a task that generates its
    /// data.</param>
    /// <param name="tokenizer">The tokenizer. Default: characters.</param>
    /// <exception cref="InvalidInputException">The data or the tokenizer cannot be used for the task.</exception>
    public ITask Get(TaskConfig task, string data, TokenizerConfig? tokenizer = null)
    {
        if (tokenizer is null or TaskTokenizer)
            tokenizer = task.DefaultTokenizer;
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
            (task, data, tokenizer),
            () =>
                data.Length > 0 && _records.TryGetValue((Variants.Format(task), data, Variants.Format(tokenizer)), out var record)
                    ? new RecordedTask(record, () => OnText(task, record, tokenizer))
                    : Build(task, data.Length == 0 ? null : Open(data), tokenizer)
        );
    }

    /// <summary>Builds a recorded task from its text, and checks the text's fingerprint against the record.</summary>
    private ITask OnText(TaskConfig task, TaskRecord record, TokenizerConfig tokenizer)
    {
        if (CorpusFile.LooksLikePath(record.Data) && !File.Exists(record.Data))
            throw new InvalidInputException(
                "the text is needed for this, and it no longer exists",
                record.Data,
                $"the text with the fingerprint {record.DataFingerprint}",
                "Restore it, or give its new path: --data file",
                "data"
            );
        var found = Keep(_onText, (task, record.Data, tokenizer), () => Build(task, Open(record.Data), tokenizer));
        return found.DataFingerprint == record.DataFingerprint
            ? found
            : throw TaskRecord.Another(record.Data, found.DataFingerprint, record.DataFingerprint);
    }

    private ITask Build(TaskConfig task, Corpus? corpus, TokenizerConfig tokenizer) =>
        task.Build(corpus, tokenizer, one => new(catalogue, one, progress, cancellation));

    // Do not cache exceptions: a later call may succeed, for example after the network is back.
    private static TValue Keep<TKey, TValue>(ConcurrentDictionary<TKey, Lazy<TValue>> kept, TKey key, Func<TValue> make)
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
