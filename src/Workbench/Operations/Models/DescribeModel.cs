using System.CommandLine;
using System.Text.Json.Serialization;
using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Data;
using Workbench.Models;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>Which model to describe.</summary>
/// <param name="Base">A preset or a config file; what it is compared with.</param>
/// <param name="Settings">What is changed, as written: "attention=performer:features=64".</param>
/// <param name="Task">The task that gives the vocabulary; null leaves it open, unless a setting says it.</param>
/// <param name="Data">Its text.</param>
/// <param name="Tokens">The length that operations and state are counted at; null: the trained context.</param>
/// <param name="Dtype">The type that bytes are counted in; null: the base's.</param>
/// <param name="Yaml">Whether the config is wanted as a file.</param>
/// <param name="Plugins">Assemblies that bring variants of their own.</param>
public sealed record DescribeModelOptions(
    string Base,
    IReadOnlyList<string> Settings,
    string? Task,
    string? Data,
    int? Tokens,
    string? Dtype,
    bool Yaml,
    IReadOnlyList<string> Plugins
);

/// <summary>What a model costs.</summary>
/// <param name="Parameters">Trained parameters; without those of the vocabulary while it is not known.</param>
/// <param name="WeightBytes">Bytes of the parameters.</param>
/// <param name="FlopsPerToken">Forward floating-point operations a token; training takes three times as many.</param>
/// <param name="StateBytes">Bytes of decoding state of one sequence.</param>
public sealed record ModelCosts(long Parameters, long WeightBytes, double FlopsPerToken, long StateBytes);

/// <summary>A model, described.</summary>
public sealed record ModelDescription
{
    /// <summary>What it starts from: a preset's name, or a file.</summary>
    public required string Base { get; init; }

    /// <summary>The config, path by path.</summary>
    public required IReadOnlyDictionary<string, string> Config { get; init; }

    /// <summary>Where it differs from its base: the base's value, then this one's.</summary>
    public required IReadOnlyList<ConfigDifference> Differences { get; init; }

    /// <summary>The number of tokens known; 0 while no task has given it.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>The length that operations and state are counted at.</summary>
    public required int Tokens { get; init; }

    /// <summary>What it costs.</summary>
    public required ModelCosts Costs { get; init; }

    /// <summary>What its base costs, counted alike.</summary>
    public required ModelCosts BaseCosts { get; init; }

    /// <summary>Its modules.</summary>
    public required ModelModule Modules { get; init; }

    /// <summary>The config as a file that <c>--base</c> takes; null when it was not asked for.</summary>
    public string? Yaml { get; init; }

    /// <summary>The config itself: <c>Model.Build(torch.CPU, torch.float32, seed: 1)</c> makes the module.</summary>
    [JsonIgnore]
    public TransformerConfig Model { get; init; } = new();
}

/// <summary>
/// Describes a model: resolved config, size, cost, modules with their shapes, and what differs from the preset. Nothing is trained and no
/// weight is drawn.
/// </summary>
/// <param name="host">For paths and data.</param>
public sealed class DescribeModel(HostEnvironment host) : Operation<DescribeModelOptions, ModelDescription>
{
    private readonly Argument<string[]> _settings = new("settings")
    {
        Description = "A preset or a config file, then settings: tiny-gpt position=rope model.layers=6",
        HelpName = "settings",
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> _base = SharedOptions.Base();
    private readonly Option<string[]> _set = SharedOptions.Set("A setting of the model: --set model.layers=6 (repeatable)");
    private readonly Option<string?> _task = new("--task")
    {
        Description = "Take the vocabulary from this task [default: leave it open]",
        HelpName = "task",
    };
    private readonly Option<string?> _data = new("--data")
    {
        Description = "Take the vocabulary from char-lm, or the task, on this text",
        HelpName = "name|file",
    };
    private readonly Option<int?> _tokens = new("--tokens")
    {
        Description = "Count operations and state at this length [default: the model's context]",
        HelpName = "n",
    };
    private readonly Option<string?> _dtype = SharedOptions.Dtype();
    private readonly Option<bool> _yaml = new("--yaml") { Description = "Write the config as a file that --base takes" };
    private readonly Option<string[]> _plugin = SharedOptions.Plugin();

    /// <inheritdoc/>
    public override string Name => "model";

    /// <inheritdoc/>
    public override string Summary => "Describe a model: config, parameters, FLOPs, state, modules, and how it differs from its preset";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [
            new("model tiny-gpt attention=performer:features=64", "what this choice changes"),
            new("model small-gpt heads=mqa --tokens 4096 --data sotu", "with the vocabulary of a text, at a length"),
            new("model tiny-gpt position=rope --yaml > rope.yaml", "a config file for --base"),
        ];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Arguments.Add(_settings);
        foreach (var option in (Option[])[_base, _set, _task, _data, _tokens, _dtype, _yaml, _plugin])
            command.Options.Add(option);
        _settings.CompletionSources.Add(_ => ModelPresets.All.Keys.Select(name => new System.CommandLine.Completions.CompletionItem(name)));
    }

    /// <inheritdoc/>
    public override DescribeModelOptions Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        var words = parsed.GetValue(_settings) ?? [];
        var asked = parsed.GetValue(_base);
        // The first word may be the base: every setting has a "=".
        var first = asked is null && words.Length > 0 && !words[0].Contains('=', StringComparison.Ordinal);
        return new(
            first ? words[0] : asked ?? "tiny-gpt",
            [.. words.Skip(first ? 1 : 0), .. parsed.GetValue(_set) ?? []],
            parsed.GetValue(_task),
            parsed.GetValue(_data),
            parsed.GetValue(_tokens),
            parsed.GetValue(_dtype),
            parsed.GetValue(_yaml),
            new WorkbenchServices(host).Plugins(parsed.GetValue(_plugin) ?? [])
        );
    }

    /// <inheritdoc/>
    public override Task<ModelDescription> RunAsync(
        DescribeModelOptions options,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        Plugins.Load(options.Plugins);
        var faults = new List<Fault>();
        var start = new RunConfig();
        RunSettings.Collect(
            () => start = StudyBase.Read(StudyBase.LooksLikePath(options.Base) ? host.Resolve(options.Base) : options.Base),
            faults
        );
        if (options.Dtype is { } dtype)
            start = start with { Dtype = dtype };
        var config = RunSettings.Apply(start, options.Settings, faults);
        if (options.Task is { } task)
            RunSettings.Collect(() => config = config with { Task = Variants.Parse<TaskConfig>(task) }, faults);
        faults.AddRange(ConfigTree.Validate(config).Except(faults));
        if (options.Tokens is < 1)
            faults.Add(new("must be a length", $"{options.Tokens}", "1 token or more", null, "--tokens"));
        else if (options.Tokens > config.Model.Context && !config.Model.Position.CanExtrapolate)
            faults.Add(
                new(
                    $"a {Variants.NameOf(config.Model.Position)} position is not defined beyond the context",
                    $"{options.Tokens}",
                    $"1 to {config.Model.Context}",
                    "Raise model.context, or choose a position that extrapolates.",
                    "--tokens"
                )
            );
        if (ConfigDifference.Of(start with { Model = config.Model, Task = config.Task }, config) is { Count: > 0 } beyond)
            faults.Add(
                new(
                    "a model has no settings but those of model",
                    string.Join(", ", beyond.Select(one => one.Path)),
                    null,
                    $"Leave them out; they belong to {new CommandRef("train")}.",
                    "settings"
                )
            );
        if (faults.Count > 0)
            throw new InvalidInputException(faults);

        var (before, model) = (start.Model, config.Model);
        if (model.Vocabulary == 0 && (options.Task ?? options.Data) is not null)
            model = model with
            {
                Vocabulary = new WorkbenchServices(host)
                    .Tasks(progress, cancellation)
                    .Get(config.Task, new WorkbenchServices(host).Data(options.Data) ?? "")
                    .Vocabulary,
            };
        before = before with { Vocabulary = model.Vocabulary };
        var tokens = options.Tokens ?? model.Context;
        return Task.FromResult(
            new ModelDescription
            {
                Base = options.Base,
                Config = ConfigTree.Flatten(model).ToDictionary(),
                Differences = ConfigDifference.Of(before, model),
                Vocabulary = model.Vocabulary,
                Tokens = tokens,
                Costs = CostsOf(model, tokens, config.Dtype),
                BaseCosts = CostsOf(before, options.Tokens ?? before.Context, config.Dtype),
                Modules = ModelTree.Of(model),
                Yaml = options.Yaml ? ConfigTree.ToYaml(new ModelFile(model)) : null,
                Model = model,
            }
        );
    }

    private static ModelCosts CostsOf(TransformerConfig model, int tokens, string dtype)
    {
        var bytes = dtype switch
        {
            "float64" => 8,
            "bfloat16" => 2,
            _ => 4,
        };
        return new(model.ParameterCount(), model.ParameterCount() * bytes, model.FlopsPerToken(tokens), model.StateBytes(tokens, bytes));
    }

    /// <summary>A config file that says the model alone.</summary>
    private sealed record ModelFile(TransformerConfig Model);
}
