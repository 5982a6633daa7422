using System.Text.Json.Nodes;
using Workbench.Kernels;
using Workbench.Models;
using Workbench.Models.FeedForward;
using Workbench.Models.Heads;
using Workbench.Models.Norms;
using Workbench.Models.Positions;

namespace Workbench.Weights;

/// <summary>
/// Llama's layout: queries, keys and values, and gate and up, are tensors of their own; rotary planes are half-split, so rows of a model
/// with interleaved planes are permuted.
/// </summary>
internal sealed class LlamaLayout : WeightLayout
{
    public override string Name => "llama";

    public override string Prefix => "model.";

    public override TransformerConfig ReadConfig(JsonObject config, string path)
    {
        var read = new ForeignConfig(config, path);
        var (width, heads) = (read.Size("hidden_size"), read.Size("num_attention_heads"));
        var (inner, groups) = (read.Size("intermediate_size"), read.Size("num_key_value_heads", heads));
        if (read.Text("hidden_act", "silu") is not ("silu" or "swish"))
            read.Refuse("hidden_act", "silu");
        if (read.Size("head_dim", width / Math.Max(1, heads)) * heads != width)
            read.Refuse("head_dim", $"{width / Math.Max(1, heads)}, hidden_size / num_attention_heads");
        // Ours has biases everywhere or nowhere.
        var bias = read.Flag("attention_bias", false);
        if (read.Flag("mlp_bias", false) != bias)
            read.Refuse("mlp_bias", $"{bias}, as attention_bias".ToLowerInvariant());
        var model = new TransformerConfig
        {
            Layers = read.Size("num_hidden_layers"),
            Width = width,
            HeadCount = heads,
            Context = read.Size("max_position_embeddings", 2048),
            Vocabulary = read.Size("vocab_size"),
            Heads =
                groups == heads ? new MultiHead()
                : groups == 1 ? new MultiQuery()
                : new GroupedQuery(groups),
            Norm = new RmsNorm { Epsilon = read.Number("rms_norm_eps", 1e-6) },
            Position = Rotary(read),
            TieEmbeddings = read.Flag("tie_word_embeddings", false),
            Bias = bias,
        };
        return read.Checked(() => model with { FeedForward = OfInnerWidth(new SwiGluFeedForward(), width, inner) });
    }

    private static Rope Rotary(ForeignConfig read)
    {
        var theta = read.Number("rope_theta", 10_000);
        // Newer folders keep everything of rope in one object.
        if (read.Part("rope_parameters") is { } parameters)
            theta = new ForeignConfig(parameters, "").Number("rope_theta", theta);
        var rope = new Rope { Layout = RopeLayout.HalfSplit, Base = theta };
        var name = read.Part("rope_scaling") is null ? "rope_parameters" : "rope_scaling";
        if (read.Part(name) is not { } part)
            return rope;
        var scaling = new ForeignConfig(part, "");
        switch (scaling.Text("rope_type", scaling.Text("type", "default")))
        {
            case "linear":
                return rope with { Scaling = RopeScaling.Linear, Factor = scaling.Number("factor", 1) };
            case "default":
                return rope;
            default:
                read.Refuse(name, "rope_type default or linear");
                return rope;
        }
    }

    protected override JsonObject ToConfig(TransformerConfig config)
    {
        var rope = config.Position as Rope ?? new Rope();
        return new()
        {
            ["architectures"] = new JsonArray("LlamaForCausalLM"),
            ["model_type"] = Name,
            ["vocab_size"] = config.Vocabulary,
            ["hidden_size"] = config.Width,
            ["intermediate_size"] = config.FeedForward.InnerWidth(config.Width),
            ["num_hidden_layers"] = config.Layers,
            ["num_attention_heads"] = config.HeadCount,
            ["num_key_value_heads"] = config.KeyValueHeads,
            ["hidden_act"] = "silu",
            ["max_position_embeddings"] = config.Context,
            ["rms_norm_eps"] = (config.Norm as RmsNorm)?.Epsilon ?? 1e-6,
            // Scaling by NTK is nothing but another base.
            ["rope_theta"] = rope.BaseFor(config.HeadWidth),
            ["rope_scaling"] =
                rope.Stretch == 1
                    ? null
                    : new JsonObject
                    {
                        ["rope_type"] = "linear",
                        ["type"] = "linear",
                        ["factor"] = rope.Stretch,
                    },
            ["attention_bias"] = config.Bias,
            ["mlp_bias"] = config.Bias,
            ["tie_word_embeddings"] = config.TieEmbeddings,
        };
    }

    protected override TransformerConfig Comparable(TransformerConfig back, TransformerConfig written)
    {
        var common = base.Comparable(back, written);
        return
            common.Position is Rope there
            && written.Position is Rope here
            && there.Stretch == here.Stretch
            && there.BaseFor(back.HeadWidth) == here.BaseFor(back.HeadWidth)
            ? common with
            {
                Position = here,
            }
            : common;
    }

    public override IReadOnlyList<WeightRule> Rules(TransformerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var permuted = config.Position is Rope { Layout: RopeLayout.Interleaved };
        return Rules(config, permuted ? HeadOrder.Interleaved : HeadOrder.Same);
    }

    /// <summary>The rules with a given order of the rows of queries and keys in each head.</summary>
    internal static IReadOnlyList<WeightRule> Rules(TransformerConfig config, Func<long, long[]?> order)
    {
        long width = config.Width,
            head = config.HeadWidth,
            groups = config.KeyValueHeads,
            inner = config.FeedForward.InnerWidth(config.Width);
        long[]? inHead = order(head);
        List<WeightRule> rules = [new("embedding.weight", [config.Vocabulary, width], "model.embed_tokens.weight")];
        for (var i = 0; i < config.Layers; i++)
        {
            var (ours, theirs) = ($"blocks.{i}", $"model.layers.{i}");
            rules.AddRange([
                new($"{ours}.attention_norm.weight", [width], $"{theirs}.input_layernorm.weight"),
                .. Projection(
                    $"{ours}.attention.qkv",
                    width,
                    new WeightPart($"{theirs}.self_attn.q_proj", width, HeadOrder.OfAll(inHead, config.HeadCount)),
                    new WeightPart($"{theirs}.self_attn.k_proj", groups * head, HeadOrder.OfAll(inHead, groups)),
                    new WeightPart($"{theirs}.self_attn.v_proj", groups * head)
                ),
                .. Projection($"{ours}.attention.output", width, new WeightPart($"{theirs}.self_attn.o_proj", width)),
                new($"{ours}.feed_forward_norm.weight", [width], $"{theirs}.post_attention_layernorm.weight"),
                .. Projection(
                    $"{ours}.feed_forward.expand",
                    width,
                    new WeightPart($"{theirs}.mlp.gate_proj", inner),
                    new WeightPart($"{theirs}.mlp.up_proj", inner)
                ),
                .. Projection($"{ours}.feed_forward.contract", inner, new WeightPart($"{theirs}.mlp.down_proj", width)),
            ]);
        }
        rules.Add(new("norm.weight", [width], "model.norm.weight"));
        if (!config.TieEmbeddings)
            rules.Add(new("head.weight", [config.Vocabulary, width], "lm_head.weight"));
        return rules;

        IEnumerable<WeightRule> Projection(string ours, long inputs, params WeightPart[] parts)
        {
            var rows = parts.Sum(part => part.Rows);
            yield return new($"{ours}.weight", [rows, inputs], [.. parts.Select(part => part with { Name = part.Name + ".weight" })]);
            if (config.Bias)
                yield return new($"{ours}.bias", [rows], [.. parts.Select(part => part with { Name = part.Name + ".bias" })]);
        }
    }

    /// <summary>Older files hold the frequencies of the rotations.</summary>
    public override bool IsRedundant(string name, TransformerConfig config) =>
        name.EndsWith(".rotary_emb.inv_freq", StringComparison.Ordinal) || (config.TieEmbeddings && name == "lm_head.weight");
}

/// <summary>Orders of the coordinates of a head that rotary planes need.</summary>
internal static class HeadOrder
{
    /// <summary>Our order.</summary>
    public static long[]? Same(long head) => null;

    /// <summary>Half-split from interleaved: their coordinate i is our 2 i, their i + K/2 our 2 i + 1.</summary>
    public static long[] Interleaved(long head) => [.. Range(head).Select(i => i < head / 2 ? 2 * i : (2 * (i - (head / 2))) + 1)];

    /// <summary>Interleaved from half-split: their coordinate 2 i is our i, their 2 i + 1 our i + K/2.</summary>
    public static long[] HalfSplit(long head) => [.. Range(head).Select(i => (i / 2) + (i % 2 * (head / 2)))];

    /// <summary>The order of all rows of some heads.</summary>
    public static long[]? OfAll(long[]? inHead, long heads) =>
        inHead is null ? null : [.. Range(heads).SelectMany(head => inHead.Select(row => (head * inHead.Length) + row))];

    private static IEnumerable<long> Range(long count) => Enumerable.Range(0, (int)count).Select(i => (long)i);
}
