using System.Text.Json.Nodes;
using Workbench.Models;
using Workbench.Models.Architectures;
using Workbench.Models.FeedForward;
using Workbench.Models.Norms;
using Workbench.Models.Positions;

namespace Workbench.Weights;

/// <summary>
/// T5's layout (version 1.0: one network of relu, one table of embeddings). T5 does not divide scores by sqrt(K), and divides the last hidden
/// states by sqrt(D) before the tied projection: the first factor is part of our query weights, the second of our last norm.
/// </summary>
internal sealed class T5Layout : WeightLayout
{
    public override string Name => "t5";

    public override string Prefix => "";

    public override TransformerConfig ReadConfig(JsonObject config, string path)
    {
        var read = new ForeignConfig(config, path);
        var (width, heads) = (read.Size("d_model"), read.Size("num_heads"));
        if (read.Size("d_kv", 64) * heads != width)
            read.Refuse("d_kv", $"{width / Math.Max(1, heads)}, d_model / num_heads");
        if (read.Text("feed_forward_proj", "relu") != "relu")
            read.Refuse("feed_forward_proj", "relu");
        read.Require("tie_word_embeddings", true, true);
        var inner = read.Size("d_ff");
        var layers = read.Size("num_layers");
        var model = new TransformerConfig
        {
            Layers = read.Size("num_decoder_layers", layers),
            Width = width,
            HeadCount = heads,
            Context = read.Size("n_positions", 512),
            Vocabulary = read.Size("vocab_size"),
            Norm = new RmsNorm { Epsilon = read.Number("layer_norm_epsilon", 1e-6) },
            Position = new T5Position
            {
                Buckets = read.Size("relative_attention_num_buckets", 32),
                MaxDistance = read.Size("relative_attention_max_distance", 128),
            },
            Bias = false,
        };
        return read.Checked(() =>
            model with
            {
                Architecture = new EncoderDecoder { EncoderLayers = layers == model.Layers ? 0 : layers },
                FeedForward = OfInnerWidth(new ReluFeedForward(), width, inner),
            }
        );
    }

    protected override JsonObject ToConfig(TransformerConfig config)
    {
        var position = config.Position as T5Position ?? new T5Position();
        var encoder = (config.Architecture as EncoderDecoder)?.EncoderLayers ?? 0;
        return new()
        {
            ["architectures"] = new JsonArray("T5ForConditionalGeneration"),
            ["model_type"] = Name,
            ["vocab_size"] = config.Vocabulary,
            ["d_model"] = config.Width,
            ["d_kv"] = config.HeadWidth,
            ["d_ff"] = config.FeedForward.InnerWidth(config.Width),
            ["num_layers"] = encoder == 0 ? config.Layers : encoder,
            ["num_decoder_layers"] = config.Layers,
            ["num_heads"] = config.HeadCount,
            ["n_positions"] = config.Context,
            ["relative_attention_num_buckets"] = position.Buckets,
            ["relative_attention_max_distance"] = position.MaxDistance,
            ["feed_forward_proj"] = "relu",
            ["layer_norm_epsilon"] = (config.Norm as RmsNorm)?.Epsilon ?? 1e-6,
            ["dropout_rate"] = config.Dropout,
            ["tie_word_embeddings"] = config.TieEmbeddings,
            ["is_encoder_decoder"] = true,
        };
    }

    /// <summary>As many blocks in the encoder as in the decoder can be written as 0 too.</summary>
    protected override TransformerConfig Comparable(TransformerConfig back, TransformerConfig written)
    {
        var common = base.Comparable(back, written);
        return
            written.Architecture is EncoderDecoder { SharedEmbeddings: true } && back.EncoderStack?.Layers == written.EncoderStack?.Layers
            ? common with
            {
                Architecture = written.Architecture,
            }
            : common;
    }

    public override IReadOnlyList<WeightRule> Rules(TransformerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        long width = config.Width,
            inner = config.FeedForward.InnerWidth(config.Width),
            buckets = config.Position is T5Position position ? position.Buckets : 0;
        // Ours is theirs times these.
        var (queries, output) = (Math.Sqrt(config.HeadWidth), 1 / Math.Sqrt(width));
        var encoderLayers = config.Architecture is EncoderDecoder { EncoderLayers: > 0 and var layers } ? layers : config.Layers;
        return
        [
            new("embedding.weight", [config.Vocabulary, width], "shared.weight"),
            .. Stack("encoder.", "encoder", encoderLayers, false, 1),
            .. Stack("", "decoder", config.Layers, true, output),
        ];

        IEnumerable<WeightRule> Stack(string ours, string theirs, int count, bool decodes, double last)
        {
            const string table = "block.0.layer.0.SelfAttention.relative_attention_bias.weight";
            yield return new($"{ours}position.weight", [buckets, config.HeadCount], $"{theirs}.{table}");
            for (var i = 0; i < count; i++)
            {
                var (block, layer) = ($"{ours}blocks.{i}", $"{theirs}.block.{i}.layer");
                var network = decodes ? 2 : 1;
                var self = $"{layer}.0.SelfAttention";
                yield return Matrix($"{block}.attention.qkv", width, Query(self), new($"{self}.k", width), new($"{self}.v", width));
                yield return Matrix($"{block}.attention.output", width, new WeightPart($"{self}.o", width));
                yield return Norm($"{block}.attention_norm", $"{layer}.0.layer_norm", 1);
                if (decodes)
                {
                    var across = $"{layer}.1.EncDecAttention";
                    yield return Matrix($"{block}.cross_attention.query", width, Query(across));
                    yield return Matrix($"{block}.cross_attention.key_value", width, new($"{across}.k", width), new($"{across}.v", width));
                    yield return Matrix($"{block}.cross_attention.output", width, new WeightPart($"{across}.o", width));
                    yield return Norm($"{block}.cross_attention_norm", $"{layer}.1.layer_norm", 1);
                }
                yield return Matrix($"{block}.feed_forward.expand", width, new WeightPart($"{layer}.{network}.DenseReluDense.wi", inner));
                yield return Matrix($"{block}.feed_forward.contract", inner, new WeightPart($"{layer}.{network}.DenseReluDense.wo", width));
                yield return Norm($"{block}.feed_forward_norm", $"{layer}.{network}.layer_norm", 1);
            }
            yield return Norm($"{ours}norm", $"{theirs}.final_layer_norm", last);
        }

        WeightPart Query(string attention) => new($"{attention}.q", width, Scale: queries);

        WeightRule Norm(string ours, string theirs, double scale) =>
            new($"{ours}.weight", [width], [new WeightPart($"{theirs}.weight", width, Scale: scale)]);

        static WeightRule Matrix(string ours, long inputs, params WeightPart[] parts) =>
            new(
                $"{ours}.weight",
                [parts.Sum(part => part.Rows), inputs],
                [.. parts.Select(part => part with { Name = $"{part.Name}.weight" })]
            );
    }

    /// <summary>Copies of the tied table, and a table of distances between the texts that older files hold and no model uses.</summary>
    public override bool IsRedundant(string name, TransformerConfig config) =>
        name is "encoder.embed_tokens.weight" or "decoder.embed_tokens.weight" or "lm_head.weight"
        || name == "decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight";
}
