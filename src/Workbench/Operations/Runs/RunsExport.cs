using System.CommandLine;
using Workbench.Ablation;

namespace Workbench.Operations;

/// <summary>Options of <see cref="RunsExport"/>.</summary>
/// <param name="File">The file to write.</param>
/// <param name="Format">The format.</param>
/// <param name="Curves">Whether to export the points of curves instead of one row for each run.</param>
/// <param name="Filter">Which runs.</param>
/// <param name="Ledger">The ledger's folder; null for the default.</param>
public sealed record RunsExportOptions(string File, TableFormat Format, bool Curves, RunFilter Filter, string? Ledger);

/// <summary>What was exported.</summary>
/// <param name="File">The file.</param>
/// <param name="Format">Its format.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Columns">Number of columns.</param>
public sealed record ExportResult(string File, TableFormat Format, int Rows, int Columns);

/// <summary>Writes the runs of the ledger, or their curves, to a file for other programs.</summary>
/// <param name="host">Gives the ledger's folder.</param>
public sealed class RunsExport(HostEnvironment host) : Operation<RunsExportOptions, ExportResult>
{
    private readonly Argument<string> _file = new("file") { Description = "The file to write: its ending chooses the format" };
    private readonly Option<TableFormat?> _format = new("--format")
    {
        Description = "csv, json or parquet [default: by the file's ending]",
        HelpName = "format",
    };
    private readonly Option<bool> _curves = new("--curves")
    {
        Description = "A row for each training step and evaluation instead of one for each run",
    };
    private readonly RunFilterOptions _filter = new();
    private readonly Option<string?> _ledger = SharedOptions.Ledger();

    /// <inheritdoc/>
    public override string Name => "export";

    /// <inheritdoc/>
    public override string Summary => "Write runs with configs and results, or their curves, as CSV, JSON or Parquet";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [
            new("runs export runs.parquet", "for DuckDB, Polars and pandas: select * from 'runs.parquet'"),
            new("runs export curves.csv --curves --where position=rope", "the curves of some runs"),
        ];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Arguments.Add(_file);
        command.Options.Add(_format);
        command.Options.Add(_curves);
        _filter.AddTo(command);
        command.Options.Add(_ledger);
    }

    /// <inheritdoc/>
    public override RunsExportOptions Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        var file = parsed.GetRequiredValue(_file);
        return new(
            host.Resolve(file),
            parsed.GetValue(_format) ?? FormatOf(file),
            parsed.GetValue(_curves),
            _filter.Bind(parsed),
            parsed.GetValue(_ledger)
        );
    }

    internal static TableFormat FormatOf(string file) =>
        Path.GetExtension(file).ToLowerInvariant() switch
        {
            ".csv" => TableFormat.Csv,
            ".json" => TableFormat.Json,
            ".parquet" => TableFormat.Parquet,
            _ => throw new InvalidInputException(
                "the file's ending chooses the format",
                file,
                ".csv, .json, .parquet",
                "Name the format: --format csv",
                "file"
            ),
        };

    /// <inheritdoc/>
    public override async Task<ExportResult> RunAsync(
        RunsExportOptions options,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        var runs = new LedgerReader(host, progress).List(options.Ledger, options.Filter);
        var table = options.Curves ? RunTable.OfCurves(runs) : RunTable.OfRuns(runs);
        using var content = new MemoryStream();
        await RunTableWriter.WriteAsync(table, options.Format, content).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        AtomicFile.Save(options.File, content.ToArray(), "Choose another file");
        return new(options.File, options.Format, table.Rows, table.Columns.Count);
    }
}

/// <summary>Lists runs of a ledger for operations that only read.</summary>
/// <param name="host">Gives the ledger's folder and the time.</param>
/// <param name="progress">Receives the ledger's notices.</param>
internal sealed class LedgerReader(HostEnvironment host, IProgress<OperationEvent> progress)
{
    /// <summary>The runs that pass a filter, newest first; none where there is no ledger.</summary>
    public IReadOnlyList<RunListing> List(string? folder, RunFilter filter)
    {
        var services = new WorkbenchServices(host);
        // Opening a ledger would create its folder. The filter is checked all the same.
        if (!Directory.Exists(services.LedgerFolder(folder)))
            return [.. filter.Of([], host.Clock.GetUtcNow())];
        using var ledger = services.OpenLedger(folder);
        IReadOnlyList<RunListing> runs = [.. filter.Of(ledger.List(), host.Clock.GetUtcNow())];
        foreach (var notice in ledger.Notices)
            progress.Report(new WarningRaised(notice));
        return runs;
    }
}
