using System.CommandLine;
using Workbench.Ablation;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>Which runs of the ledger are meant.</summary>
/// <param name="State">Only runs in this state; null for all.</param>
/// <param name="Where">Only runs with these settings, as written: "position=rope", "train.steps=500".</param>
/// <param name="Since">Only runs that changed within this time; null for all.</param>
public sealed record RunFilter(RunStatus? State = null, IReadOnlyList<string>? Where = null, TimeSpan? Since = null)
{
    /// <summary>The runs that pass.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="InvalidInputException">A setting is not one, or has no such path.</exception>
    public IEnumerable<RunListing> Of(IEnumerable<RunListing> runs, DateTimeOffset now)
    {
        var settings = StudyGrammar.ParseSettings(Where ?? []);
        return runs.Where(run =>
            (State is null || run.State == State)
            && (Since is not { } since || now - run.Changed <= since)
            && (settings.Count == 0 || Has(new RunFolder(run.Folder).ReadResolved(), settings))
        );
    }

    private static bool Has(IReadOnlyDictionary<string, string> config, IReadOnlyList<Setting> settings) =>
        settings.All(setting =>
            config.TryGetValue(setting.Path, out var value) && string.Equals(value, setting.Text, StringComparison.OrdinalIgnoreCase)
        );
}

/// <summary>The options of a <see cref="RunFilter"/>.</summary>
internal sealed class RunFilterOptions
{
    private readonly Option<RunStatus?> _state = new("--state")
    {
        Description = "Only runs in this state: completed, diverged, failed, interrupted",
        HelpName = "state",
    };
    private readonly Option<string[]> _where = new("--where")
    {
        Description = "Only runs with this setting: position=rope, train.steps=500 (repeatable)",
        HelpName = "path=value",
        DefaultValueFactory = _ => [],
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string?> _since = new("--since")
    {
        Description = "Only runs that changed within this time: 2h, 7d",
        HelpName = "time",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_state);
        command.Options.Add(_where);
        command.Options.Add(_since);
    }

    public RunFilter Bind(ParseResult parsed) =>
        new(
            parsed.GetValue(_state),
            parsed.GetValue(_where),
            parsed.GetValue(_since) is { } since ? Durations.Parse(since, "--since") : null
        );
}
