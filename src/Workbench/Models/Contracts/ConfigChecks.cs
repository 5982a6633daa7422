using TorchSharp;
using Workbench.Configuration;
using static TorchSharp.torch;

namespace Workbench.Models.Contracts;

/// <summary>Contract checks of configs: counts, round trips, pairing of initial weights, exact limits.</summary>
internal static class ConfigChecks
{
    /// <summary>Weights that belong to a choice, by their names; all others are the same whatever is chosen.</summary>
    private static readonly (string Axis, string Simplest, Func<string, bool> Owns)[] Choices =
    [
        (
            "architecture",
            "decoder",
            name =>
                name.StartsWith("encoder.", StringComparison.Ordinal)
                || name.StartsWith("segments.", StringComparison.Ordinal)
                || name.StartsWith("position.", StringComparison.Ordinal)
                || name.Contains("cross_attention", StringComparison.Ordinal)
                || name.Contains(".attention.", StringComparison.Ordinal)
                || name.Contains(".recurrence.", StringComparison.Ordinal)
        ),
        ("attention", "full", name => name.Contains(".mechanism.", StringComparison.Ordinal)),
        (
            "position",
            "none",
            name => name.StartsWith("position.", StringComparison.Ordinal) || name.StartsWith("encoder.position.", StringComparison.Ordinal)
        ),
        (
            "heads",
            "mha",
            name =>
                name.Contains(".qkv.", StringComparison.Ordinal)
                || name.Contains(".key_value.", StringComparison.Ordinal)
                || name.Contains(".mechanism.", StringComparison.Ordinal)
        ),
        ("placement", "pre", IsNorm),
        (
            "embeddingWidth",
            "0",
            name =>
                name.EndsWith("embedding.weight", StringComparison.Ordinal)
                || name is "segments.weight"
                || name.StartsWith("position.", StringComparison.Ordinal)
                || name.StartsWith("encoder.position.", StringComparison.Ordinal)
                || name.Contains("embedding_norm.", StringComparison.Ordinal)
                || name.Contains("blocks.0.attention", StringComparison.Ordinal)
                || name.Contains("blocks.0.shortcut.", StringComparison.Ordinal)
        ),
        (
            "finalNorm",
            "true",
            name => name.StartsWith("norm.", StringComparison.Ordinal) || name.StartsWith("encoder.norm.", StringComparison.Ordinal)
        ),
        ("embeddingNorm", "false", name => name.Contains("embedding_norm.", StringComparison.Ordinal)),
        (
            "queryKeyNorm",
            "none",
            name => name.Contains(".query_norm.", StringComparison.Ordinal) || name.Contains(".key_norm.", StringComparison.Ordinal)
        ),
        (
            "valueRank",
            "0",
            name =>
                name.Contains(".qkv.", StringComparison.Ordinal)
                || name.Contains(".key_value.", StringComparison.Ordinal)
                || name.Contains("attention.output.", StringComparison.Ordinal)
        ),
        ("embeddingScale", "none", _ => false),
        ("bias", "true", name => name.Contains(".bias", StringComparison.Ordinal)),
        ("norm", "layernorm", IsNorm),
        ("feedForward", "relu", name => name.Contains(".feed_forward.", StringComparison.Ordinal)),
    ];

    private static bool IsNorm(string name) =>
        name.StartsWith("norm.", StringComparison.Ordinal)
        || name.StartsWith("encoder.norm.", StringComparison.Ordinal)
        || name.Contains("_norm.", StringComparison.Ordinal);

    public static Measurement Pairing(TransformerConfig config)
    {
        using var model = Probe.Single(config);
        var weights = Weights(model);
        foreach (var (axis, simplest, owns) in Choices)
        {
            var neighbour = ConfigTree.With(config, axis, simplest);
            if (neighbour == config || ConfigTree.Validate(neighbour).Count > 0)
                continue;
            using var other = Probe.Single(neighbour);
            var otherWeights = Weights(other);
            var shared = weights.Keys.Union(otherWeights.Keys).Where(name => !owns(name));
            if (
                shared.FirstOrDefault(name =>
                    !weights.TryGetValue(name, out var left)
                    || !otherWeights.TryGetValue(name, out var right)
                    || !left.shape.SequenceEqual(right.shape)
                    || !Probe.AreSame(left, right)
                ) is
                { } wrong
            )
            {
                return Measurement.Broken(
                    $"{wrong} starts differently beside {axis}={simplest}: draw weights with the plan's own streams, under their names"
                );
            }
        }
        return Measurement.Held("weights that another choice changes");
    }

    private static Dictionary<string, Tensor> Weights(Transformer model) =>
        model.named_parameters().ToDictionary(one => one.name, one => (Tensor)one.parameter);

    public static Measurement RoundTrip(TransformerConfig config)
    {
        if (ConfigTree.FromYaml<TransformerConfig>(ConfigTree.ToYaml(config)) != config)
            return Measurement.Broken(
                "the config changes on the way through YAML: settings need a public { get; init; } and a value type or record"
            );
        if (ConfigTree.FromJson<TransformerConfig>(ConfigTree.ToJson(config)) != config)
            return Measurement.Broken("the config changes on the way through JSON");
        foreach (
            object variant in (object[])
                [
                    config.Architecture,
                    config.Position,
                    config.Attention,
                    config.Heads,
                    config.Norm,
                    config.FeedForward,
                    config.Initialisation,
                ]
        )
        {
            var text = Variants.Format(variant);
            if (!Variants.Parse(Variants.FindFamily(variant.GetType())!, text).Equals(variant))
                return Measurement.Broken($"\"{text}\" parses to a different {Variants.NameOf(variant)}");
        }
        return ConfigTree.Identity(config) == ConfigTree.Identity(ConfigTree.FromYaml<TransformerConfig>(ConfigTree.ToYaml(config)))
            ? Measurement.Held("configs that do not come back from text")
            : Measurement.Broken("the identity changes on the way through YAML");
    }

    public static Measurement Parameters(TransformerConfig config)
    {
        using var model = Probe.Single(config);
        var (held, counted) = (model.parameters().Sum(one => one.NumberOfElements), config.ParameterCount());
        return new(Math.Abs(held - counted), 0, $"parameters between the module's ({held}) and those of ParameterCount ({counted})");
    }

    public static Measurement Operations(TransformerConfig config)
    {
        using var model = Probe.Single(config);
        var matrices = model
            .named_parameters()
            .Where(one => one.parameter.dim() == 2 && one.name.Contains("blocks.", StringComparison.Ordinal))
            .ToList();
        var mixing = config.MixingFlopsPerToken(config.Context);
        var own =
            2.0
            * matrices.Where(one => one.name.Contains(".mechanism.", StringComparison.Ordinal)).Sum(one => one.parameter.NumberOfElements);
        if (!(mixing >= own && double.IsFinite(mixing)))
            return Measurement.Broken($"the attention's FlopsPerToken is {mixing:g6}, below two for each entry of its matrices ({own:g6})");
        if (config.MixingFlopsPerToken(2 * config.Context) < mixing)
            return Measurement.Broken("the attention's FlopsPerToken falls with the context");
        var held =
            2.0
                * matrices
                    .Where(one => !one.name.Contains(".mechanism.", StringComparison.Ordinal))
                    .Sum(one => one.parameter.NumberOfElements)
            + 2.0 * config.Width * config.Vocabulary;
        var counted = config.FlopsPerToken(config.Context) - mixing;
        return new(
            Math.Abs(held - counted),
            1e-6 * held,
            $"operations between two for each entry of the module's matrices ({held:g6}) and those of FlopsPerToken ({counted:g6})"
        );
    }

    public static Measurement Limits(TransformerConfig config)
    {
        var worst = Measurement.Held("difference at an exact limit");
        object[] parts = [config.Architecture, config.Position, config.Heads, config.Attention, config.Norm, config.FeedForward];
        foreach (var limit in parts.OfType<IExactLimits>().SelectMany(one => one.Limits(config)))
        {
            if (ConfigTree.Validate(limit.Left).Concat(ConfigTree.Validate(limit.Right)).Any())
                continue;
            var difference = Difference(limit);
            if (difference > limit.Tolerance)
                return new(difference, limit.Tolerance, $"{limit.Rule}: difference of logits");
            if (difference >= worst.Value)
                worst = new(difference, limit.Tolerance, worst.What);
        }
        return worst;
    }

    private static double Difference(ExactLimit limit)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var left = Probe.Double(limit.Left);
        using var right = Probe.Double(limit.Right);
        if (limit.Weight is { } weight)
        {
            var from = Weights(left);
            foreach (var (name, to) in Weights(right).Where(one => from.ContainsKey(one.Key)))
                to.copy_(weight(name, from[name]));
        }
        return Probe.Difference(
            left.Logits(Probe.Input(limit.Left, 2, ContractSpace.Tokens)),
            right.Logits(Probe.Input(limit.Right, 2, ContractSpace.Tokens))
        );
    }
}
