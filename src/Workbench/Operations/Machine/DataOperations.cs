using System.CommandLine;
using Workbench.Data;

namespace Workbench.Operations;

/// <summary>One corpus of the catalogue.</summary>
/// <param name="Name">The name that studies use.</param>
/// <param name="Title">What it is.</param>
/// <param name="Licence">Its terms.</param>
/// <param name="TextBytes">Bytes of text.</param>
/// <param name="DownloadBytes">Bytes of the package that carries it.</param>
/// <param name="Package">The package and its version.</param>
/// <param name="Folder">Where it is, or would be.</param>
/// <param name="BytesOnDisk">What it takes; null when it has not been fetched.</param>
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
/// <param name="host">Where the cache is.</param>
public sealed class DataList(HostEnvironment host) : Operation<DataList, IReadOnlyList<DataItem>>
{
    /// <inheritdoc/>
    public override string Name => "list";

    /// <inheritdoc/>
    public override string Summary => "List the corpora: size, licence, whether fetched";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("data list", "for a person"), new("data list --json", "for a script")];

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

/// <summary>Fetches a corpus into the cache, or says where it is.</summary>
/// <param name="host">Where the cache is.</param>
/// <param name="fetch">Whether to fetch what is not there.</param>
public sealed class DataGet(HostEnvironment host, bool fetch) : Operation<string, DataItem>
{
    private readonly Argument<string> _name = new("name") { HelpName = "name", Description = "The corpus (data list shows them)" };

    /// <inheritdoc/>
    public override string Name => fetch ? "get" : "where";

    /// <inheritdoc/>
    public override string Summary =>
        fetch ? "Fetch a corpus into the cache; a study does so by itself" : "Print where a corpus is, or would be";

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

/// <summary>What a clean frees, or would free.</summary>
/// <param name="Items">Each file or folder.</param>
/// <param name="Bytes">All of them.</param>
/// <param name="Done">Whether they are gone.</param>
public sealed record CleanResult(IReadOnlyList<CleanItem> Items, long Bytes, bool Done);

/// <summary>Something that a clean frees.</summary>
/// <param name="Path">File or folder.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Why">Why it may go.</param>
public sealed record CleanItem(string Path, long Bytes, string Why);

/// <summary>Empties the cache of corpora.</summary>
/// <param name="host">Where the cache is.</param>
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
