using System.Text.Json.Nodes;
using Workbench.Models;
using Workbench.Models.Architectures;
using Workbench.Models.Blocks;
using Workbench.Models.Norms;

namespace Workbench.Weights;

/// <summary>
/// BERT's layout: an encoder with norms after each branch, a norm of the embeddings, and segments. Queries, keys and values are tensors of
/// their own. Its pooler is the head of a classifier and not part of the encoder, so it is left out.
/// </summary>
internal sealed class BertLayout : WeightLayout
{
    public override string Name => "bert";

    public override string Prefix => "bert.";

    public override TransformerConfig ReadConfig(JsonObject config, string path)
    {
        var read = new ForeignConfig(config, path);
        var width = read.Size("hidden_size");
        var network = ActivationNames.Read(read, "hidden_act", "gelu");
        if (read.Text("position_embedding_type", "absolute") != "absolute")
            read.Refuse("position_embedding_type", "absolute");
        read.Require("is_decoder", false, false);
        read.Require("tie_word_embeddings", true, true);
        var inner = read.Size("intermediate_size");
        var model = new TransformerConfig
        {
            Architecture = new EncoderOnly { Segments = read.Size("type_vocab_size", 2) },
            Layers = read.Size("num_hidden_layers"),
            Width = width,
            HeadCount = read.Size("num_attention_heads"),
            Context = read.Size("max_position_embeddings"),
            Vocabulary = read.Size("vocab_size"),
            Placement = Placement.Post,
            Norm = new LayerNorm { Epsilon = read.Number("layer_norm_eps", 1e-12) },
            EmbeddingNorm = true,
        };
        return read.Checked(() => model with { FeedForward = OfInnerWidth(network, width, inner) });
    }

    protected override JsonObject ToConfig(TransformerConfig config) =>
        new()
        {
            ["architectures"] = new JsonArray("BertModel"),
            ["model_type"] = Name,
            ["vocab_size"] = config.Vocabulary,
            ["hidden_size"] = config.Width,
            ["num_hidden_layers"] = config.Layers,
            ["num_attention_heads"] = config.HeadCount,
            ["intermediate_size"] = config.FeedForward.InnerWidth(config.Width),
            ["hidden_act"] = ActivationNames.Of(config.FeedForward) ?? "gelu",
            ["max_position_embeddings"] = config.Context,
            ["type_vocab_size"] = Math.Max(1, (config.Architecture as EncoderOnly)?.Segments ?? 0),
            ["layer_norm_eps"] = (config.Norm as LayerNorm)?.Epsilon ?? 1e-12,
            ["hidden_dropout_prob"] = config.Dropout,
            ["attention_probs_dropout_prob"] = config.Dropout,
            ["position_embedding_type"] = "absolute",
        };

    public override IReadOnlyList<WeightRule> Rules(TransformerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        long width = config.Width,
            inner = config.FeedForward.InnerWidth(config.Width),
            segments = config.Architecture is EncoderOnly encoder ? encoder.Segments : 0;
        List<WeightRule> rules =
        [
            new("embedding.weight", [config.Vocabulary, width], "bert.embeddings.word_embeddings.weight"),
            new("segments.weight", [segments, width], "bert.embeddings.token_type_embeddings.weight"),
            new("position.weight", [config.Context, width], "bert.embeddings.position_embeddings.weight"),
            .. Part("embedding_norm", null, "bert.embeddings.LayerNorm"),
        ];
        for (var i = 0; i < config.Layers; i++)
        {
            var (ours, theirs) = ($"blocks.{i}", $"bert.encoder.layer.{i}");
            string[] self = [$"{theirs}.attention.self.query", $"{theirs}.attention.self.key", $"{theirs}.attention.self.value"];
            rules.AddRange([
                .. Part($"{ours}.attention.qkv", width, self),
                .. Part($"{ours}.attention.output", width, $"{theirs}.attention.output.dense"),
                .. Part($"{ours}.attention_norm", null, $"{theirs}.attention.output.LayerNorm"),
                .. Part($"{ours}.feed_forward.expand", width, $"{theirs}.intermediate.dense"),
                .. Part($"{ours}.feed_forward.contract", inner, $"{theirs}.output.dense"),
                .. Part($"{ours}.feed_forward_norm", null, $"{theirs}.output.LayerNorm"),
            ]);
        }
        return rules;

        // Weight and bias; without inputs those of a norm.
        IEnumerable<WeightRule> Part(string ours, long? inputs, params string[] theirs)
        {
            var rows = ours.EndsWith("expand", StringComparison.Ordinal) ? inner : width;
            foreach (var kind in new[] { "weight", "bias" })
            {
                long[] shape = [rows * theirs.Length, .. kind == "weight" && inputs is { } columns ? [columns] : Array.Empty<long>()];
                yield return new($"{ours}.{kind}", shape, [.. theirs.Select(name => new WeightPart($"{name}.{kind}", rows))]);
            }
        }
    }

    /// <summary>Older files hold the numbers of the positions.</summary>
    public override bool IsRedundant(string name, TransformerConfig config) =>
        name.EndsWith(".position_ids", StringComparison.Ordinal) || name.StartsWith("bert.pooler.", StringComparison.Ordinal);
}
