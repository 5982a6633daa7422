using System.CommandLine;
using Workbench.Ablation;

namespace Workbench.Operations;

/// <summary>Options of <see cref="RunsCollect"/>.</summary>
/// <param name="Ledger">The ledger's folder; null for the default.</param>
/// <param name="Weights">Whether to remove the weights of finished runs too.</param>
/// <param name="Yes">Whether to remove; false only lists.</param>
public sealed record RunsCollectOptions(string? Ledger, bool Weights, bool Yes);

/// <summary>Frees space in the ledger without losing a result.</summary>
/// <param name="host">Gives the ledger's folder.</param>
public sealed class RunsCollect(HostEnvironment host) : Operation<RunsCollectOptions, CleanResult>
{
    private readonly Option<string?> _ledger = SharedOptions.Ledger();
    private readonly Option<bool> _weights = new("--weights")
    {
        Description = "Also the weights of finished runs: results stay, generate and further --eval-lengths need a new training",
    };
    private readonly Option<bool> _yes = SharedOptions.Yes();

    /// <inheritdoc/>
    public override string Name => "gc";

    /// <inheritdoc/>
    public override string Summary => "Show what no result needs: stale locks, halves of files, unused code; with --yes, remove it";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [new("runs gc", "only show"), new("runs gc --weights --yes", "keep results and curves only")];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Options.Add(_weights);
        command.Options.Add(_yes);
        command.Options.Add(_ledger);
    }

    /// <inheritdoc/>
    public override RunsCollectOptions Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return new(parsed.GetValue(_ledger), parsed.GetValue(_weights), parsed.GetValue(_yes));
    }

    /// <inheritdoc/>
    public override Task<CleanResult> RunAsync(
        RunsCollectOptions options,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        return Task.FromResult(
            CleanResult.Of(
                new WorkbenchServices(host),
                options.Ledger,
                options.Yes,
                ledger => options.Yes ? ledger.Collect(options.Weights) : ledger.Garbage(options.Weights)
            )
        );
    }
}
