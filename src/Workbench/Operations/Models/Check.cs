using System.CommandLine;
using System.Text.Json.Serialization;
using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Models.Contracts;

namespace Workbench.Operations;

/// <summary>Options of <see cref="Check"/>.</summary>
/// <param name="Settings">The settings that all models share, as written: "position=mine:scale=2".</param>
/// <param name="Models">The maximum number of models. All other settings vary over the built-in variants.</param>
/// <param name="Only">Names of checks; empty for all.</param>
/// <param name="Plugins">Assemblies with additional variants.</param>
public sealed record CheckOptions(IReadOnlyList<string> Settings, int Models, IReadOnlyList<string> Only, IReadOnlyList<string> Plugins);

/// <summary>The results of the checks.</summary>
/// <param name="Subject">The settings that were checked: "position=mine".</param>
/// <param name="Checks">One result for each check.</param>
public sealed record CheckReport(string Subject, IReadOnlyList<CheckResult> Checks) : IPartialResult
{
    /// <summary>Whether every check passed.</summary>
    public bool Passed => Checks.All(check => check.Passed);

    /// <summary>"14 checks on 16 models: 13 passed, 1 failed (causality)".</summary>
    public string Summary
    {
        get
        {
            var (failed, models) = (
                Checks.Where(check => !check.Passed).Select(check => check.Check).ToList(),
                Checks.Max(check => check.Configs)
            );
            return $"{Checks.Count} {(Checks.Count == 1 ? "check" : "checks")} on {models} {(models == 1 ? "model" : "models")}: "
                + $"{Checks.Count - failed.Count} passed"
                + (failed.Count == 0 ? "" : $", {failed.Count} failed ({string.Join(", ", failed)})");
        }
    }

    /// <inheritdoc/>
    [JsonIgnore]
    public string? Shortfall =>
        Passed
            ? null
            : $"{Subject} violates the model contract: "
                + $"{string.Join(", ", Checks.Where(check => !check.Passed).Select(check => check.Check))}.";

    /// <inheritdoc/>
    [JsonIgnore]
    public ExitCode ExitCode => Passed ? ExitCode.Done : ExitCode.RunFailed;
}

/// <summary>
/// Checks a built-in or user-defined variant against the model contract: shapes, causality, gradients, decoding, pairing, counts, exact
/// limits. The checks run on tiny models that combine the variant with the built-in variants of every other setting. A failure is shrunk to
/// the simplest model that still fails.
/// </summary>
/// <param name="host">Resolves the paths of plug-ins.</param>
public sealed class Check(HostEnvironment host) : Operation<CheckOptions, CheckReport>
{
    private const string Model = "model.";

    private readonly Argument<string[]> _settings = new("settings")
    {
        Description = "Settings of all models: position=mine, attention=performer:features=8",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<int> _models = new("--models")
    {
        Description = "Number of tiny models; the other settings vary over the built-in variants",
        HelpName = "n",
        DefaultValueFactory = _ => 16,
    };

    private readonly Option<string?> _only = new("--only")
    {
        Description = "Only these checks: causality,gradients [default: all]",
        HelpName = "checks",
    };
    private readonly Option<string[]> _plugin = SharedOptions.Plugin();

    /// <inheritdoc/>
    public override string Name => "check";

    /// <inheritdoc/>
    public override string Summary => "Check that a variant is sound: causal, right gradients, decoding, pairing, counts, exact limits";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [
            new("check attention=performer:features=8", "a built-in variant, in sixteen models"),
            new("check position=mine --plugin mine.dll", "your own variant"),
            new("check position=rope width=24 --only causality,gradients", "two checks, with another width"),
        ];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Arguments.Add(_settings);
        foreach (var option in (Option[])[_models, _only, _plugin])
            command.Options.Add(option);
        _only.CompletionSources.Add(_ =>
            ModelContract.Checks.Select(check => new System.CommandLine.Completions.CompletionItem(check.Name))
        );
    }

    /// <inheritdoc/>
    public override CheckOptions Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return new(
            parsed.GetValue(_settings) ?? [],
            parsed.GetValue(_models),
            [.. parsed.GetValue(_only)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? []],
            new WorkbenchServices(host).Plugins(parsed.GetValue(_plugin) ?? [])
        );
    }

    /// <inheritdoc/>
    public override async Task<CheckReport> RunAsync(
        CheckOptions options,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        Plugins.Load(options.Plugins);
        var faults = new List<Fault>();
        var checks = ChecksOf(options.Only, faults);
        if (options.Models is < 1 or > 10_000)
            faults.Add(new("the number of models is out of range", $"{options.Models}", "1 to 10000", null, "--models"));
        var settings = SettingsOf(options.Settings, faults);
        if (faults.Count > 0)
            throw new InvalidInputException(faults);
        var space = ContractSpace.Ours.With(settings);
        if (space.Faults() is { Count: > 0 } impossible)
            throw new InvalidInputException(impossible);
        // A dedicated thread, because TorchSharp counts live tensors per thread.
        var results = await DedicatedThread.Run(() => Run(checks, space, options.Models, progress, cancellation)).ConfigureAwait(false);
        progress.Report(new TaskEnded(Name));
        return new(string.Join(' ', options.Settings), results);
    }

    private List<CheckResult> Run(
        IReadOnlyList<ContractCheck> checks,
        ContractSpace space,
        int models,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        Kernels.NativeKernels.Load();
        var results = new List<CheckResult>();
        foreach (var check in checks)
        {
            progress.Report(new Advanced(Name, results.Count, checks.Count, check.Name));
            results.Add(ModelContract.Run(check, space, models, cancellation));
        }
        return results;
    }

    private static IReadOnlyList<ContractCheck> ChecksOf(IReadOnlyList<string> names, List<Fault> faults)
    {
        var known = ModelContract.Checks.Select(check => check.Name).ToList();
        faults.AddRange(
            names
                .Except(known)
                .Select(name => new Fault(
                    "there is no such check",
                    name,
                    string.Join(", ", known),
                    Nearest.Question(name, known),
                    "--only"
                ))
        );
        return names.Count == 0 ? ModelContract.Checks : [.. ModelContract.Checks.Where(check => names.Contains(check.Name))];
    }

    private static List<KeyValuePair<string, string>> SettingsOf(IReadOnlyList<string> written, List<Fault> faults)
    {
        var settings = new List<KeyValuePair<string, string>>();
        // The prefix "model." may be left out: "width=24" is "model.width=24".
        var model = ConfigShape.Of(typeof(Models.TransformerConfig));
        var prefixed = written.Select(one => model.Find(one.Split('=', '.')[0].Trim()) is null ? one : Model + one.Trim()).ToList();
        foreach (var setting in StudyGrammar.ParseSettings(prefixed, faults))
        {
            var path = setting.Path.StartsWith(Model, StringComparison.OrdinalIgnoreCase) ? setting.Path[Model.Length..] : null;
            if (path is null)
                faults.Add(
                    new(
                        "only settings of the model are allowed",
                        setting.Path,
                        null,
                        $"Leave it out; it belongs to {new CommandRef("train")}.",
                        "settings"
                    )
                );
            else if (path is "context" or "vocabulary")
                faults.Add(
                    new($"the checks set the {path} themselves", $"{setting.Path}={setting.Text}", null, "Leave it out.", "settings")
                );
            else
                settings.Add(new(path, setting.Text));
        }
        // Applies the settings to a config only to collect all faults at once.
        var config = ContractSpace.Base;
        foreach (var (path, text) in settings.OrderBy(one => one.Key.Count(letter => letter == '.')))
            RunSettings.Collect(() => config = ConfigTree.With(config, path, text), faults);
        return settings;
    }
}
