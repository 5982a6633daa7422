namespace Workbench.Ablation;

/// <summary>Something that a clean would remove.</summary>
/// <param name="Path">File or folder.</param>
/// <param name="Bytes">What it frees.</param>
/// <param name="Why">Why it may go: "failed", "interrupted 12 days ago", "asked for".</param>
public sealed record Removable(string Path, long Bytes, string Why);

/// <summary>
/// All runs of this user, by identity. Each run owns a folder that is the truth; a SQLite index (WAL) over the folders answers
/// lists, and is rebuilt from them whenever it is lost or damaged. Several processes use one ledger at once.
/// </summary>
public sealed class Ledger : IDisposable
{
    private Ledger(string path) => Folder = path;

    /// <summary>Its folder.</summary>
    public string Folder { get; }

    /// <summary>What opening it met: a damaged index that was kept aside, for instance. In sentences.</summary>
    public IReadOnlyList<string> Notices { get; } = [];

    /// <summary>$XDG_DATA_HOME/workbench/ledger, or ~/.local/share/workbench/ledger.</summary>
    public static string DefaultFolder(Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var data = environment("XDG_DATA_HOME") is { Length: > 0 } xdg && Path.IsPathRooted(xdg)
            ? xdg
            : Path.Combine(environment("HOME") ?? "/", ".local", "share");
        return Path.Combine(data, "workbench", "ledger");
    }

    /// <summary>Opens the ledger in <paramref name="folder"/>, and creates it if it is not there.</summary>
    /// <exception cref="InvalidInputException">The folder cannot be written.</exception>
    public static Ledger Open(string folder, TimeProvider clock) => new(folder);

    /// <summary>Every run, newest first.</summary>
    public IReadOnlyList<RunListing> List() => throw new InvalidOperationException("lands next");

    /// <summary>The run whose identity begins with <paramref name="prefix"/>.</summary>
    /// <exception cref="InvalidInputException">There is none, or more than one.</exception>
    public RunRecord Find(string prefix) => throw new InvalidOperationException("lands next");

    /// <summary>What <see cref="Clean"/> would remove: failed and interrupted runs, or every run.</summary>
    public IReadOnlyList<Removable> Cleanable(bool everything = false) => throw new InvalidOperationException("lands next");

    /// <summary>Removes them; what a live process works on is left alone.</summary>
    /// <returns>What was removed.</returns>
    public IReadOnlyList<Removable> Clean(bool everything = false) => throw new InvalidOperationException("lands next");

    /// <inheritdoc/>
    public void Dispose() { }
}

/// <summary>One line of <c>runs list</c>.</summary>
/// <param name="Id">Identity.</param>
/// <param name="Environment">Hash of its environment.</param>
/// <param name="State">How far it is.</param>
/// <param name="Summary">Model and task in short canonical text.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Metric">The metric's name.</param>
/// <param name="FinalMetric">The metric at the end.</param>
/// <param name="Changed">When it was last written.</param>
/// <param name="Bytes">Size of its folder.</param>
/// <param name="Folder">Its folder.</param>
public sealed record RunListing(
    string Id, string Environment, RunState State, string Summary, long Seed, string Metric, double? FinalMetric, DateTimeOffset Changed, long Bytes, string Folder);
