using System.Collections.Concurrent;

namespace Workbench.Data;

/// <summary>Builds tasks on named data and keeps them: a study resolves thirty runs over one corpus.</summary>
/// <param name="catalogue">Where named corpora come from.</param>
/// <param name="progress">Told of downloads.</param>
/// <param name="cancellation">Stops a download.</param>
public sealed class TaskSource(Catalogue catalogue, IProgress<FetchEvent>? progress = null, CancellationToken cancellation = default)
{
    readonly ConcurrentDictionary<string, Lazy<Corpus>> _corpora = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<(TaskConfig, string), Lazy<ITask>> _tasks = new();

    /// <summary>The corpus of a name of the catalogue (fetched when it is not in the cache) or of a user's file.</summary>
    /// <param name="data">"sotu", or a path.</param>
    /// <exception cref="InvalidInputException">There is no such corpus, or it cannot be read or fetched.</exception>
    public Corpus Open(string data) => Keep(_corpora, data, () =>
        Catalogue.TryFind(data) is { } entry ? catalogue.Get(entry, progress, cancellation)
        : CorpusFile.LooksLikePath(data) ? CorpusFile.Read(data)
        : throw new InvalidInputException([Catalogue.Unknown(data)]));

    /// <summary>The task on the data.</summary>
    /// <param name="task">The task's config.</param>
    /// <param name="data">As for <see cref="Open"/>; empty for the task's own choice. A task that generates its data takes none.</param>
    /// <exception cref="InvalidInputException">The data does not serve the task.</exception>
    public ITask Get(TaskConfig task, string data)
    {
        if (data.Length == 0)
            data = task.DefaultData ?? "";
        if (task.DefaultData is null && data.Length > 0)
            throw new InvalidInputException("this task generates its data", data, "no --data", "leave --data out, or choose a task on text: char-lm", "data");
        return Keep(_tasks, (task, data), () => task.Build(data.Length == 0 ? null : Open(data)));
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
