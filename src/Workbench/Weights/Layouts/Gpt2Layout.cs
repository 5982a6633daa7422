using System.Text.Json.Nodes;
using Workbench.Models;
using Workbench.Models.Norms;
using Workbench.Models.Positions;

namespace Workbench.Weights;

/// <summary>GPT-2's layout: projections are [inputs, outputs] ("Conv1D"), and queries, keys and values are one, as ours are.</summary>
internal sealed class Gpt2Layout : WeightLayout
{
    public override string Name => "gpt2";

    public override string Prefix => "transformer.";

    public override TransformerConfig ReadConfig(JsonObject config, string path)
    {
        var read = new ForeignConfig(config, path);
        var width = read.Size("n_embd");
        var network = ActivationNames.Read(read, "activation_function", "gelu_new");
        read.Require("scale_attn_weights", true, true);
        read.Require("scale_attn_by_inverse_layer_idx", false, false);
        read.Require("add_cross_attention", false, false);
        var inner = read.Size("n_inner", 4 * width);
        var model = new TransformerConfig
        {
            Layers = read.Size("n_layer"),
            Width = width,
            HeadCount = read.Size("n_head"),
            Context = read.Size("n_positions"),
            Vocabulary = read.Size("vocab_size"),
            Norm = new LayerNorm { Epsilon = read.Number("layer_norm_epsilon", 1e-5) },
            TieEmbeddings = read.Flag("tie_word_embeddings", true),
        };
        return read.Checked(() => model with { FeedForward = OfInnerWidth(network, width, inner) });
    }

    protected override JsonObject ToConfig(TransformerConfig config) =>
        new()
        {
            ["architectures"] = new JsonArray("GPT2LMHeadModel"),
            ["model_type"] = Name,
            ["vocab_size"] = config.Vocabulary,
            ["n_positions"] = config.Context,
            ["n_embd"] = config.Width,
            ["n_layer"] = config.Layers,
            ["n_head"] = config.HeadCount,
            ["n_inner"] = config.FeedForward.InnerWidth(config.Width),
            ["activation_function"] = ActivationNames.Of(config.FeedForward) ?? "gelu_new",
            ["layer_norm_epsilon"] = (config.Norm as LayerNorm)?.Epsilon ?? 1e-5,
            ["resid_pdrop"] = config.Dropout,
            ["embd_pdrop"] = config.Dropout,
            ["attn_pdrop"] = config.Dropout,
            ["scale_attn_weights"] = true,
            ["tie_word_embeddings"] = config.TieEmbeddings,
        };

    public override IReadOnlyList<WeightRule> Rules(TransformerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        long width = config.Width,
            inner = config.FeedForward.InnerWidth(config.Width);
        List<WeightRule> rules =
        [
            new("embedding.weight", [config.Vocabulary, width], "transformer.wte.weight"),
            new("position.weight", [config.Context, width], "transformer.wpe.weight"),
        ];
        for (var i = 0; i < config.Layers; i++)
        {
            var (ours, theirs) = ($"blocks.{i}", $"transformer.h.{i}");
            rules.AddRange([
                .. Norm($"{ours}.attention_norm", $"{theirs}.ln_1"),
                .. Projection($"{ours}.attention.qkv", $"{theirs}.attn.c_attn", 3 * width, width),
                .. Projection($"{ours}.attention.output", $"{theirs}.attn.c_proj", width, width),
                .. Norm($"{ours}.feed_forward_norm", $"{theirs}.ln_2"),
                .. Projection($"{ours}.feed_forward.expand", $"{theirs}.mlp.c_fc", inner, width),
                .. Projection($"{ours}.feed_forward.contract", $"{theirs}.mlp.c_proj", width, inner),
            ]);
        }
        rules.AddRange(Norm("norm", "transformer.ln_f"));
        if (!config.TieEmbeddings)
            rules.Add(new("head.weight", [config.Vocabulary, width], "lm_head.weight"));
        return rules;

        IEnumerable<WeightRule> Norm(string ours, string theirs) =>
            [new($"{ours}.weight", [width], $"{theirs}.weight"), new($"{ours}.bias", [width], $"{theirs}.bias")];

        static IEnumerable<WeightRule> Projection(string ours, string theirs, long outputs, long inputs) =>
            [
                new($"{ours}.weight", [outputs, inputs], $"{theirs}.weight", transposed: true),
                new($"{ours}.bias", [outputs], $"{theirs}.bias"),
            ];
    }

    /// <summary>The causal mask and its value are buffers of older files.</summary>
    public override bool IsRedundant(string name, TransformerConfig config) =>
        name.EndsWith(".attn.bias", StringComparison.Ordinal)
        || name.EndsWith(".attn.masked_bias", StringComparison.Ordinal)
        || (config.TieEmbeddings && name == "lm_head.weight");
}
