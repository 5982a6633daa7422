using System.CommandLine;
using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>Options of <see cref="RunsDiff"/>.</summary>
/// <param name="First">The first run: first digits of its identity, or its folder.</param>
/// <param name="Second">The second run.</param>
/// <param name="Ledger">The ledger's folder; null for the default.</param>
public sealed record RunsDiffOptions(string First, string Second, string? Ledger);

/// <summary>How two runs differ.</summary>
/// <param name="First">The first run.</param>
/// <param name="Second">The second run.</param>
/// <param name="Config">Settings that differ.</param>
/// <param name="Environment">Properties of the environments that differ.</param>
/// <param name="FirstDifference">The first step at which training losses differ; null when no step that both have does.</param>
public sealed record RunsDifference(
    RunRecord First,
    RunRecord Second,
    IReadOnlyList<ConfigDifference> Config,
    IReadOnlyList<ConfigDifference> Environment,
    int? FirstDifference
);

/// <summary>Compares two runs: settings, environments, curves.</summary>
/// <param name="host">Gives the ledger's folder.</param>
public sealed class RunsDiff(HostEnvironment host) : Operation<RunsDiffOptions, RunsDifference>
{
    private readonly Argument<string> _first = new("first") { Description = "The first digits of a run's identity, or its folder" };
    private readonly Argument<string> _second = new("second") { Description = "The run to compare with" };
    private readonly Option<string?> _ledger = SharedOptions.Ledger();

    /// <inheritdoc/>
    public override string Name => "diff";

    /// <inheritdoc/>
    public override string Summary => "Show in which settings two runs differ, in which environment, and from which step on";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("runs diff 1f3a9c04 77aa01bc", "two runs of the ledger")];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Arguments.Add(_first);
        command.Arguments.Add(_second);
        RunCompletion.Offer(_first, _ledger, host);
        RunCompletion.Offer(_second, _ledger, host);
        command.Options.Add(_ledger);
    }

    /// <inheritdoc/>
    public override RunsDiffOptions Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return new(parsed.GetRequiredValue(_first), parsed.GetRequiredValue(_second), parsed.GetValue(_ledger));
    }

    /// <inheritdoc/>
    public override Task<RunsDifference> RunAsync(
        RunsDiffOptions options,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        var finder = new RunFinder(host);
        var (first, second) = (finder.Find(options.First, options.Ledger), finder.Find(options.Second, options.Ledger));
        var losses = second.ReadEvents().OfType<StepCompleted>().ToDictionary(one => one.Step, one => one.Loss);
        var apart = first
            .ReadEvents()
            .OfType<StepCompleted>()
            .FirstOrDefault(one => losses.TryGetValue(one.Step, out var loss) && !loss.Equals(one.Loss));
        return Task.FromResult(
            new RunsDifference(
                RecordOf(first),
                RecordOf(second),
                ConfigDifference.OfFlat([
                    [.. first.ReadResolved()],
                    [.. second.ReadResolved()],
                ]),
                ConfigDifference.OfFlat([EnvironmentOf(first), EnvironmentOf(second)]),
                (int?)apart?.Step
            )
        );
    }

    private static RunRecord RecordOf(RunFolder folder) =>
        RunRecords.Read(
            folder.Path,
            folder.ReadIdentity()?.Id ?? "",
            Ledger.EnvironmentKey(folder.ReadEnvironment()?.Hash ?? ""),
            folder.ReadIdentity()?.Seed ?? 0
        );

    private static IReadOnlyList<KeyValuePair<string, string>> EnvironmentOf(RunFolder folder) =>
        folder.ReadEnvironment() is { } environment ? ResultBuilder.Describe(environment).ToList() : [];
}
