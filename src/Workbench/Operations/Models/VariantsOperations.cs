using System.CommandLine;
using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Models;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>A family of variants.</summary>
/// <param name="Family">The family's name.</param>
/// <param name="Axis">The axis or config path that sets it; null when no setting of a run has this family.</param>
/// <param name="Summary">What the family decides.</param>
/// <param name="Variants">The variants.</param>
public sealed record FamilyItem(string Family, string? Axis, string Summary, IReadOnlyList<VariantItem> Variants);

/// <summary>A variant.</summary>
/// <param name="Name">The name on command lines and in files.</param>
/// <param name="Summary">A description.</param>
/// <param name="Parameters">The parameters.</param>
public sealed record VariantItem(string Name, string Summary, IReadOnlyList<ParameterItem> Parameters);

/// <summary>A parameter of a variant.</summary>
/// <param name="Name">The key.</param>
/// <param name="Default">The default; null when the parameter is required.</param>
/// <param name="Positional">Whether the key may be left out.</param>
/// <param name="Allowed">The allowed values, in words.</param>
/// <param name="Summary">A description.</param>
public sealed record ParameterItem(string Name, string? Default, bool Positional, string Allowed, string Summary);

/// <summary>Options of <see cref="VariantsList"/>.</summary>
/// <param name="Family">One family; null for all.</param>
/// <param name="Plugins">Assemblies with additional variants.</param>
public sealed record VariantsOptions(string? Family, IReadOnlyList<string> Plugins);

/// <summary>Lists families, variants and their parameters, with summaries from the XML docs of the config records.</summary>
/// <param name="host">Resolves the paths of plug-ins.</param>
public sealed class VariantsList(HostEnvironment host) : Operation<VariantsOptions, IReadOnlyList<FamilyItem>>
{
    private readonly Argument<string?> _family = new("family")
    {
        HelpName = "family",
        Description = "One family, with its variants' parameters: position, attention, …",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<string[]> _plugin = SharedOptions.Plugin();

    /// <inheritdoc/>
    public override string Name => "variants";

    /// <inheritdoc/>
    public override string Summary => "List families, variants and parameters";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [new("variants", "every family"), new("variants attention", "the attention variants and their parameters")];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Arguments.Add(_family);
        command.Options.Add(_plugin);
        _family.CompletionSources.Add(_ =>
            Variants.Families.Select(family => new System.CommandLine.Completions.CompletionItem(Variants.NameOfFamily(family)))
        );
    }

    /// <inheritdoc/>
    public override VariantsOptions Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return new(parsed.GetValue(_family), new WorkbenchServices(host).Plugins(parsed.GetValue(_plugin) ?? []));
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<FamilyItem>> RunAsync(
        VariantsOptions options,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        Plugins.Load(options.Plugins);
        var paths = ConfigTree.Paths(typeof(RunConfig));
        var families = Variants.Families.Select(family => Item(family, paths)).ToList();
        var matches = options.Family is { } name
            ? families.Where(family => family.Family == name || family.Axis == name).ToList()
            : families;
        if (matches.Count == 0)
        {
            var known = families.Select(family => family.Family).ToList();
            throw new InvalidInputException(
                "there is no such family",
                options.Family,
                string.Join(", ", known),
                Nearest.Question(options.Family!, known),
                "family"
            );
        }
        return Task.FromResult<IReadOnlyList<FamilyItem>>(matches);
    }

    private static FamilyItem Item(Type family, IReadOnlyList<ConfigPath> paths)
    {
        var path = paths.FirstOrDefault(one => one.Type == family)?.Path;
        var alias = StudyGrammar.Aliases.FirstOrDefault(pair => string.Equals(pair.Value, path, StringComparison.OrdinalIgnoreCase)).Key;
        return new FamilyItem(
            Variants.NameOfFamily(family),
            alias ?? path,
            XmlDocs.Summary(family),
            [
                .. Variants
                    .Of(family)
                    .Select(variant => new VariantItem(
                        variant.Name,
                        variant.Summary,
                        [
                            .. variant.Parameters.Select(one => new ParameterItem(
                                one.Name,
                                one.Default,
                                one.Positional,
                                one.Allowed,
                                one.Summary
                            )),
                        ]
                    )),
            ]
        );
    }
}

/// <summary>A preset.</summary>
/// <param name="Name">The preset's name.</param>
/// <param name="Parameters">The number of trainable parameters, without the embedding rows of the vocabulary.</param>
/// <param name="Config">The model's config, and the settings of the training that differ from the defaults: values by path.</param>
public sealed record PresetItem(string Name, long Parameters, IReadOnlyDictionary<string, string> Config);

/// <summary>Lists the presets.</summary>
public sealed class PresetsList : Operation<string?, IReadOnlyList<PresetItem>>
{
    private readonly Argument<string?> _name = new("name")
    {
        HelpName = "preset",
        Description = "One preset, with its complete config",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <inheritdoc/>
    public override string Name => "presets";

    /// <inheritdoc/>
    public override string Summary => "List the preset models";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("presets tiny-gpt", "its complete config")];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Arguments.Add(_name);
        _name.CompletionSources.Add(_ => ModelPresets.All.Keys.Select(name => new System.CommandLine.Completions.CompletionItem(name)));
    }

    /// <inheritdoc/>
    public override string? Bind(ParseResult parsed) => parsed?.GetValue(_name);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<PresetItem>> RunAsync(
        string? options,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        var names = options is null ? ModelPresets.All.Keys : [options];
        return Task.FromResult<IReadOnlyList<PresetItem>>([
            .. names.Select(name =>
            {
                var run = RunPresets.Named(name);
                var usual = ConfigTree.Flatten(new TrainingConfig()).ToDictionary();
                var training = ConfigTree
                    .Flatten(run.Train)
                    .Where(one => usual[one.Key] != one.Value)
                    .Select(one => KeyValuePair.Create($"train.{one.Key}", one.Value));
                return new PresetItem(name, run.Model.ParameterCount(), ConfigTree.Flatten(run.Model).Concat(training).ToDictionary());
            }),
        ]);
    }
}
