using System.CommandLine;
using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>Options of <see cref="RunsList"/>.</summary>
/// <param name="Ledger">The ledger's folder; null for the default.</param>
/// <param name="Filter">Which runs.</param>
/// <param name="Limit">The maximum number of runs, newest first; 0 for all.</param>
public sealed record RunsListOptions(string? Ledger, RunFilter Filter, int Limit);

/// <summary>Lists the runs of the ledger.</summary>
/// <param name="host">Gives the ledger's folder.</param>
public sealed class RunsList(HostEnvironment host) : Operation<RunsListOptions, IReadOnlyList<RunListing>>
{
    private readonly Option<string?> _ledger = SharedOptions.Ledger();
    private readonly RunFilterOptions _filter = new();
    private readonly Option<int> _limit = new("--limit")
    {
        Description = "Maximum number of runs, newest first; 0 for all",
        HelpName = "n",
        DefaultValueFactory = _ => 50,
    };

    /// <inheritdoc/>
    public override string Name => "list";

    /// <inheritdoc/>
    public override string Summary => "List runs, newest first";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [
            new("runs list --state failed", "failed runs"),
            new("runs list --where position=rope --since 7d", "runs of the last week with rotary positions"),
            new("runs list --limit 0 --json", "all runs, for a script"),
        ];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        _filter.AddTo(command);
        command.Options.Add(_limit);
        command.Options.Add(_ledger);
    }

    /// <inheritdoc/>
    public override RunsListOptions Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return new(parsed.GetValue(_ledger), _filter.Bind(parsed), parsed.GetValue(_limit));
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<RunListing>> RunAsync(
        RunsListOptions options,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        if (options.Limit < 0)
            throw new InvalidInputException("must not be negative", $"{options.Limit}", "0 for all, or a number of runs", null, "--limit");
        var runs = new LedgerReader(host, progress).List(options.Ledger, options.Filter);
        return Task.FromResult<IReadOnlyList<RunListing>>(options.Limit == 0 ? runs : [.. runs.Take(options.Limit)]);
    }
}

/// <summary>A run with its config and environment.</summary>
/// <param name="Run">The run's state and results.</param>
/// <param name="Config">The config: values by path.</param>
/// <param name="Environment">The environment in which it was computed; null when unknown.</param>
public sealed record RunDetails(RunRecord Run, IReadOnlyDictionary<string, string> Config, RunEnvironment? Environment);

/// <summary>Shows one run.</summary>
/// <param name="host">Gives the ledger's folder.</param>
public sealed class RunsShow(HostEnvironment host) : Operation<(string Run, string? Ledger), RunDetails>
{
    private readonly Argument<string> _run = new("run") { Description = "The first digits of a run's identity, or its folder" };
    private readonly Option<string?> _ledger = SharedOptions.Ledger();

    /// <inheritdoc/>
    public override string Name => "show";

    /// <inheritdoc/>
    public override string Summary => "Show one run: config, environment, result";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("runs show 1f3a9c04", "by the first digits of its identity")];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Arguments.Add(_run);
        RunCompletion.Offer(_run, _ledger, host);
        command.Options.Add(_ledger);
    }

    /// <inheritdoc/>
    public override (string Run, string? Ledger) Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return (parsed.GetRequiredValue(_run), parsed.GetValue(_ledger));
    }

    /// <inheritdoc/>
    public override Task<RunDetails> RunAsync(
        (string Run, string? Ledger) options,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        var folder = new RunFinder(host).Find(options.Run, options.Ledger);
        using var variants = RunVariants.Of(folder);
        var config = variants.Config;
        var environment = folder.ReadEnvironment();
        var record = RunRecords.Read(
            folder.Path,
            folder.ReadIdentity()?.Id ?? "",
            Ledger.EnvironmentKey(environment?.Hash ?? ""),
            config.Seed
        );
        return Task.FromResult(new RunDetails(record, Configuration.ConfigTree.Flatten(config).ToDictionary(), environment));
    }
}

/// <summary>Options of <see cref="RunsClean"/>.</summary>
/// <param name="Ledger">The ledger's folder; null for the default.</param>
/// <param name="Everything">Whether to remove every run, not only failed and interrupted ones.</param>
/// <param name="Yes">Whether to remove the runs; false only lists them.</param>
public sealed record RunsCleanOptions(string? Ledger, bool Everything, bool Yes);

/// <summary>Removes runs from the ledger.</summary>
/// <param name="host">Gives the ledger's folder.</param>
public sealed class RunsClean(HostEnvironment host) : Operation<RunsCleanOptions, CleanResult>
{
    private readonly Option<string?> _ledger = SharedOptions.Ledger();
    private readonly Option<bool> _all = new("--all") { Description = "Every run, including completed ones" };
    private readonly Option<bool> _yes = SharedOptions.Yes();

    /// <inheritdoc/>
    public override string Name => "clean";

    /// <inheritdoc/>
    public override string Summary => "Show what removing failed and interrupted runs would free; with --yes, remove them";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("runs clean", "only show"), new("runs clean --yes", "remove them")];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Options.Add(_all);
        command.Options.Add(_yes);
        command.Options.Add(_ledger);
    }

    /// <inheritdoc/>
    public override RunsCleanOptions Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return new(parsed.GetValue(_ledger), parsed.GetValue(_all), parsed.GetValue(_yes));
    }

    /// <inheritdoc/>
    public override Task<CleanResult> RunAsync(RunsCleanOptions options, IProgress<OperationEvent> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Task.FromResult(
            CleanResult.Of(
                new WorkbenchServices(host),
                options.Ledger,
                options.Yes,
                ledger => options.Yes ? ledger.Clean(options.Everything) : ledger.Cleanable(options.Everything)
            )
        );
    }
}

/// <summary>Finds a run by identity or path.</summary>
/// <param name="host">Gives the ledger's folder.</param>
internal sealed class RunFinder(HostEnvironment host)
{
    /// <summary>The path of saved weights, given the name of a pretrained model, a file, a folder, or the first digits of a run's
    /// identity.</summary>
    public string WeightsOf(string text, string? ledgerFolder)
    {
        if (Pretrained.PretrainedModel.TryFind(text) is not null)
            return new WorkbenchServices(host).WeightsPath(text);
        var path = host.Resolve(text);
        if (File.Exists(path) || Directory.Exists(path))
            return path;
        if (text.Contains('/', StringComparison.Ordinal) || text.Contains('.', StringComparison.Ordinal))
            throw new InvalidInputException("there is no such file or folder", text, null, "Check the path.", "--init-from");
        if (text.All(char.IsAsciiHexDigit))
            return Find(text, ledgerFolder).Path;
        var pretrained = Pretrained.PretrainedModel.All.Select(one => one.Name).ToList();
        throw new InvalidInputException(
            "there is no pretrained model, file, folder or run of this name",
            text,
            $"{string.Join(", ", pretrained)}, a path, or the first digits of a run's identity",
            Nearest.Question(text, pretrained),
            "--init-from"
        );
    }

    /// <summary>The folder of a run, given the first digits of the run's identity or the folder's path.</summary>
    public RunFolder Find(string run, string? ledgerFolder)
    {
        var path = host.Resolve(run);
        if (Directory.Exists(path) && (run.Contains('/', StringComparison.Ordinal) || File.Exists(Path.Combine(path, "config.yaml"))))
            return new RunFolder(path);
        var services = new WorkbenchServices(host);
        if (!Path.Exists(services.LedgerFolder(ledgerFolder)))
            throw new InvalidInputException(
                "run not found: the ledger is empty",
                run,
                null,
                $"Train one: {new CommandRef("train --data sotu --steps 200")}"
            );
        using var ledger = services.OpenLedger(ledgerFolder);
        return new RunFolder(ledger.Find(run).Folder);
    }
}
