using System.CommandLine;
using System.Text.Json.Serialization;
using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Data;
using Workbench.Models;
using Workbench.Pretrained;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>Options of <see cref="DescribeModel"/>.</summary>
/// <param name="Base">A preset or a config file: the base of the model and of the comparison.</param>
/// <param name="Settings">The changed settings, as written: "attention=performer:features=64".</param>
/// <param name="Task">The task that gives the vocabulary; null leaves the vocabulary unknown, unless the config sets it.</param>
/// <param name="Data">The task's text: a corpus or a file.</param>
/// <param name="Tokens">The sequence length for FLOPs and decoding state; null for the model's context.</param>
/// <param name="Dtype">The dtype for sizes in bytes; null for that of the base.</param>
/// <param name="Yaml">Whether to return the config as YAML.</param>
/// <param name="Plugins">Assemblies with additional variants.</param>
public sealed record DescribeModelOptions(
    string Base,
    IReadOnlyList<string> Settings,
    string? Task,
    string? Data,
    int? Tokens,
    string? Dtype,
    bool Yaml,
    IReadOnlyList<string> Plugins
)
{
    /// <summary>Whether to draw the blocks. Default false.</summary>
    public bool Diagram { get; init; }
}

/// <summary>The cost of a model.</summary>
/// <param name="Parameters">The number of trained parameters; without the embedding rows while the vocabulary is unknown.</param>
/// <param name="WeightBytes">The size of the parameters in bytes.</param>
/// <param name="FlopsPerToken">Floating-point operations of the forward pass per token; training takes three times as many.</param>
/// <param name="StateBytes">The size of the decoding state of one sequence, in bytes.</param>
public sealed record ModelCosts(long Parameters, long WeightBytes, double FlopsPerToken, long StateBytes);

/// <summary>The description of a model.</summary>
public sealed record ModelDescription
{
    /// <summary>The base of the model: a preset's name, or a config file.</summary>
    public required string Base { get; init; }

    /// <summary>The config: values by path.</summary>
    public required IReadOnlyDictionary<string, string> Config { get; init; }

    /// <summary>The settings that differ from the base. The values are those of the base, then of this model.</summary>
    public required IReadOnlyList<ConfigDifference> Differences { get; init; }

    /// <summary>The size of the vocabulary; 0 when neither the config nor a task gives it.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>The sequence length for FLOPs and decoding state.</summary>
    public required int Tokens { get; init; }

    /// <summary>The cost of the model.</summary>
    public required ModelCosts Costs { get; init; }

    /// <summary>The cost of the base, with the same vocabulary and dtype.</summary>
    public required ModelCosts BaseCosts { get; init; }

    /// <summary>The module tree.</summary>
    public required ModelModule Modules { get; init; }

    /// <summary>The config as YAML, which <c>--base</c> can read; null when it was not requested.</summary>
    public string? Yaml { get; init; }

    /// <summary>The block diagram; null when it was not requested.</summary>
    public ModelDiagram? Diagram { get; init; }

    /// <summary>The config as a record: <c>Model.Build(torch.CPU, torch.float32, seed: 1)</c> creates the module.</summary>
    [JsonIgnore]
    public TransformerConfig Model { get; init; } = new();
}

/// <summary>
/// Describes a model: resolved config, size, cost, modules with their shapes, and differences from the preset. No training, no weight
/// initialisation.
/// </summary>
/// <param name="host">The environment of the operation.</param>
public sealed class DescribeModel(HostEnvironment host) : Operation<DescribeModelOptions, ModelDescription>
{
    private readonly Argument<string[]> _settings = new("settings")
    {
        Description = "A preset, a pretrained model, a folder with a model or a config file, then settings: tiny-gpt position=rope",
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
        Description = "Take the vocabulary from this text, with the task of --task or char-lm",
        HelpName = "name|file",
    };
    private readonly Option<int?> _tokens = new("--tokens")
    {
        Description = "Sequence length for FLOPs and decoding state [default: the model's context]",
        HelpName = "n",
    };
    private readonly Option<string?> _dtype = SharedOptions.Dtype();
    private readonly Option<bool> _yaml = new("--yaml") { Description = "Write the config as a file that --base takes" };
    private readonly Option<bool> _diagram = new("--diagram")
    {
        Description = "Draw the blocks in place of the modules: who feeds whom, shapes and costs",
    };
    private readonly Option<string[]> _plugin = SharedOptions.Plugin();

    /// <inheritdoc/>
    public override string Name => "model";

    /// <inheritdoc/>
    public override string Summary => "Describe a model: config, parameters, FLOPs, state, modules, and how it differs from its preset";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [
            new("model tiny-gpt attention=performer:features=64", "the effect of one setting"),
            new("model small-gpt heads=mqa --tokens 4096 --data sotu", "with the vocabulary of a corpus, at a sequence length"),
            new("model original --diagram", "the blocks of an encoder-decoder, with the cost of each"),
            new("model minilm --diagram", "a pretrained model; so is a folder with one"),
            new("model tiny-gpt position=rope --yaml > rope.yaml", "a config file for --base"),
        ];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Arguments.Add(_settings);
        foreach (var option in (Option[])[_base, _set, _task, _data, _tokens, _dtype, _yaml, _diagram, _plugin])
            command.Options.Add(option);
        _settings.CompletionSources.Add(_ =>
            ModelPresets
                .All.Keys.Concat(PretrainedModel.All.Select(one => one.Name))
                .Select(name => new System.CommandLine.Completions.CompletionItem(name))
        );
    }

    /// <inheritdoc/>
    public override DescribeModelOptions Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        var words = parsed.GetValue(_settings) ?? [];
        var option = parsed.GetValue(_base);
        // A first word without "=" is the base, because every setting has a "=".
        var isBaseFirst = option is null && words.Length > 0 && !words[0].Contains('=', StringComparison.Ordinal);
        return new(
            isBaseFirst ? words[0] : option ?? "tiny-gpt",
            [.. words.Skip(isBaseFirst ? 1 : 0), .. parsed.GetValue(_set) ?? []],
            parsed.GetValue(_task),
            parsed.GetValue(_data),
            parsed.GetValue(_tokens),
            parsed.GetValue(_dtype),
            parsed.GetValue(_yaml),
            new WorkbenchServices(host).Plugins(parsed.GetValue(_plugin) ?? [])
        )
        {
            Diagram = parsed.GetValue(_diagram),
        };
    }

    // A preset's name, or a path.
    private string BaseOf(string text, IProgress<OperationEvent> progress, CancellationToken cancellation) =>
        PretrainedModel.TryFind(text) is not null ? new WorkbenchServices(host).WeightsPath(text, progress, cancellation)
        : StudyBase.LooksLikePath(text) || (!ModelPresets.All.ContainsKey(text) && Directory.Exists(host.Resolve(text)))
            ? host.Resolve(text)
        : text;

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
        RunSettings.Collect(() => start = StudyBase.Read(BaseOf(options.Base, progress, cancellation)), faults);
        if (options.Dtype is { } dtype)
            start = start with { Dtype = dtype };
        var config = RunSettings.Apply(start, options.Settings, faults);
        if (options.Task is { } task)
            RunSettings.Collect(() => config = config with { Task = Variants.Parse<TaskConfig>(task) }, faults);
        faults.AddRange(ConfigTree.Validate(config).Except(faults));
        if (options.Tokens is < 1)
            faults.Add(new("must be a sequence length", $"{options.Tokens}", "1 token or more", null, "--tokens"));
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
        if (
            ConfigDifference.Of(start with { Model = config.Model, Task = config.Task, Tokenizer = config.Tokenizer }, config) is
            { Count: > 0 } beyond
        )
            faults.Add(
                new(
                    "only settings of the model are allowed",
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
        {
            var services = new WorkbenchServices(host);
            var known = services.Tasks(progress, cancellation).Get(config.Task, services.Data(options.Data) ?? "", config.Tokenizer);
            (before, model) = (start.For(known), config.For(known));
        }
        before = before with { Vocabulary = model.Vocabulary };
        var tokens = options.Tokens ?? model.Context;
        var modules = ModelTree.Of(model);
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
                Modules = modules,
                Yaml = options.Yaml ? ConfigTree.ToYaml(new ModelFile(model)) : null,
                Diagram = options.Diagram ? new DiagramBuilder(model, tokens, BytesOf(config.Dtype)).Of(modules) : null,
                Model = model,
            }
        );
    }

    private static ModelCosts CostsOf(TransformerConfig model, int tokens, string dtype)
    {
        var bytes = BytesOf(dtype);
        return new(model.ParameterCount(), model.ParameterCount() * bytes, model.FlopsPerToken(tokens), model.StateBytes(tokens, bytes));
    }

    private static int BytesOf(string dtype) =>
        dtype switch
        {
            "float64" => 8,
            "bfloat16" => 2,
            _ => 4,
        };

    /// <summary>A config file with the model's settings only.</summary>
    private sealed record ModelFile(TransformerConfig Model);
}
