using System.Globalization;
using System.Text.Json.Nodes;
using TorchSharp;
using Workbench.Models;
using Workbench.Models.Architectures;
using Workbench.Models.FeedForward;
using Workbench.Models.Norms;
using Workbench.Models.Positions;

namespace Workbench.Weights;

/// <summary>
/// The light Universal Sentence Encoder (Cer et al. 2018) as a graph of TensorFlow.js: an encoder with norms before each branch and
/// none at the end, whose first block widens the embeddings, and a tanh layer on the mean of the hidden states. Sines stand before
/// cosines, and are added to twice the embedding. The graph's nodes are compared with these, so that one that computes anything else is
/// refused.
/// </summary>
internal sealed class UniversalSentenceEncoderLayout : WeightLayout
{
    private const string Root = "module_apply_default/Encoder_en/KonaTransformer/";
    private const string Blocks = Root + "Encode/TransformerStack/";
    private const string Kernels = "module/Encoder_en/KonaTransformer/Encode/";
    private const string Table = "module/Embeddings_en";
    private const string Merged = "/ConcatPartitions/concat";
    private const string TanhLayer = "module/Encoder_en/hidden_layers/tanh_layer_0/";

    // The table's last rows belong to no piece of the vocabulary.
    private const int RowsWithoutPiece = 2;

    public override string Name => "universal-sentence-encoder";

    public override string Prefix => "module";

    /// <summary>The config of a file.</summary>
    /// <exception cref="InvalidInputException">The graph is another one; lists every difference that was found.</exception>
    public TransformerConfig ReadConfig(TensorFlowJsFile file)
    {
        var json = new Reader(file).Read();
        return ReadConfig(json, file.Location);
    }

    public override TransformerConfig ReadConfig(JsonObject config, string path)
    {
        var read = new ForeignConfig(config, path);
        var (width, embedded) = (read.Size("width"), read.Size("embedding_width"));
        var model = new TransformerConfig
        {
            Architecture = new EncoderOnly(),
            Layers = read.Size("layers"),
            Width = width,
            EmbeddingWidth = embedded,
            HeadCount = read.Size("heads"),
            Context = read.Size("context"),
            Vocabulary = read.Size("vocabulary"),
            Pooling = Pooling.Mean,
            Pooler = Pooler.Tanh,
            FinalNorm = false,
            Norm = new LayerNorm { Epsilon = read.Number("epsilon", 1e-6) },
            Position = new Sinusoidal
            {
                Layout = SinusoidalLayout.HalfSplit,
                Amplitude = 1,
                // The last of E/2 frequencies is the slowest one; ours would be one step slower.
                Base = Math.Pow(1 / read.Number("slowest", 1e-4), embedded / (embedded - 2.0)),
            },
        };
        var inner = read.Size("inner");
        return read.Checked(() => model with { FeedForward = OfInnerWidth(new ReluFeedForward(), width, inner) });
    }

    protected override JsonObject ToConfig(TransformerConfig config) =>
        throw new InvalidInputException(
            $"{Name} is a layout that is read, and not written",
            Name,
            string.Join(", ", All.Select(one => one.Name))
        );

    public override IReadOnlyList<WeightRule> Rules(TransformerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        long width = config.Width,
            embedded = config.EmbeddingWidth,
            inner = config.FeedForward.InnerWidth(config.Width);
        List<WeightRule> rules =
        [
            new(
                "embedding.weight",
                [config.Vocabulary, embedded],
                [new WeightPart(Table, config.Vocabulary, Scale: 2, Surplus: RowsWithoutPiece)]
            ),
            .. Linear(
                "blocks.0.shortcut",
                embedded,
                width,
                $"{Root}Encode/Layer_0/TransformerLayer/dense/kernel{Merged}",
                $"{Root}Encode/Layer_0/TransformerLayer/dense/bias{Merged}"
            ),
            .. Linear("pooler", width, width, $"{TanhLayer}weights", $"{TanhLayer}bias"),
        ];
        for (var i = 0; i < config.Layers; i++)
        {
            var (ours, theirs, kernels) = (
                $"blocks.{i}",
                $"{Root}Encode/Layer_{i}/TransformerLayer/",
                $"{Kernels}Layer_{i}/TransformerLayer/MultiheadAttention/"
            );
            var read = i == 0 ? embedded : width;
            var matrices = $"{Blocks}Layer_{i}/TransformerLayer/FFN/";
            rules.AddRange([
                .. Norm($"{ours}.attention_norm", read, $"{theirs}layer_prepostprocess/"),
                .. Linear(
                    $"{ours}.attention.qkv",
                    read,
                    3 * read,
                    $"{kernels}qkv_transform_single/kernel/part_0",
                    $"{theirs}MultiheadAttention/qkv_transform_single/bias{Merged}"
                ),
                .. Linear(
                    $"{ours}.attention.output",
                    read,
                    width,
                    $"{kernels}output_transform_single/kernel/part_0",
                    $"{theirs}MultiheadAttention/output_transform_single/bias{Merged}"
                ),
                .. Norm($"{ours}.feed_forward_norm", width, $"{theirs}FFN/layer_prepostprocess/"),
                .. Linear(
                    $"{ours}.feed_forward.expand",
                    width,
                    inner,
                    $"{matrices}conv1/Tensordot/Reshape_1",
                    $"{theirs}FFN/conv1/bias{Merged}"
                ),
                .. Linear(
                    $"{ours}.feed_forward.contract",
                    inner,
                    width,
                    $"{matrices}conv2/Tensordot/Reshape_1",
                    $"{theirs}FFN/conv2/bias{Merged}"
                ),
            ]);
        }
        return rules;

        static IEnumerable<WeightRule> Linear(string ours, long inputs, long outputs, string weight, string bias) =>
            [new($"{ours}.weight", [outputs, inputs], weight, transposed: true), new($"{ours}.bias", [outputs], bias)];

        static IEnumerable<WeightRule> Norm(string ours, long width, string theirs) =>
            [
                new($"{ours}.weight", [width], $"{theirs}layer_norm/layer_norm_scale{Merged}"),
                new($"{ours}.bias", [width], $"{theirs}layer_norm/layer_norm_bias{Merged}"),
            ];
    }

    /// <summary>Constants of the graph are no weights.</summary>
    public override bool IsRedundant(string name, TransformerConfig config) =>
        name != Table
        && !name.StartsWith(TanhLayer, StringComparison.Ordinal)
        && !new[] { Merged, "/kernel/part_0", "/Tensordot/Reshape_1" }.Any(end => name.EndsWith(end, StringComparison.Ordinal));

    /// <summary>Compares a graph with the encoder, and collects its numbers.</summary>
    private sealed class Reader(TensorFlowJsFile file)
    {
        private readonly List<Fault> _faults = [];

        public JsonObject Read()
        {
            var table = Shape(Table);
            var first = Shape($"{Kernels}Layer_0/TransformerLayer/MultiheadAttention/output_transform_single/kernel/part_0");
            var inner = Shape($"{Blocks}Layer_0/TransformerLayer/FFN/conv1/Tensordot/Reshape_1");
            if (_faults.Count > 0)
                throw new InvalidInputException(_faults);
            var layers = 1;
            while (file.Entries.ContainsKey($"{Blocks}Layer_{layers}/TransformerLayer/FFN/conv1/Tensordot/Reshape_1"))
                layers++;
            var embedded = table[1];
            var json = new JsonObject
            {
                ["layers"] = layers,
                ["width"] = first[1],
                ["embedding_width"] = embedded,
                ["heads"] = Heads(layers, embedded, first[1]),
                ["context"] = Integer($"{Root}ClipToMaxLength/Less/y"),
                ["vocabulary"] = table[0] - RowsWithoutPiece,
                ["epsilon"] = JsonNode.Parse(
                    Decimal(Number($"{Blocks}Layer_1/TransformerLayer/FFN/layer_prepostprocess/layer_norm/Cast/x"))
                ),
                ["slowest"] = JsonNode.Parse(Decimal(Slowest(embedded))),
                ["inner"] = inner[1],
            };
            Embeddings();
            for (var i = 0; i < layers; i++)
                Layer(i);
            Vector(layers);
            foreach (
                var (kind, count) in new[]
                {
                    ("Softmax", layers),
                    ("Relu", layers),
                    ("Rsqrt", (2 * layers) + 1),
                    ("Tanh", 1),
                    ("Sin", 1),
                    ("Cos", 1),
                }
            )
                if (file.Graph.Operators.GetValueOrDefault(kind) is var there && there != count)
                    Refuse($"the graph computes {kind} {there} times", $"{count} times");
            return _faults.Count > 0 ? throw new InvalidInputException(_faults) : json;
        }

        private void Embeddings()
        {
            const string signal = Blocks + "Layer_0/AddTimingSignal/";
            Require($"{signal}TimingSignal/concat", "ConcatV2", $"{signal}TimingSignal/Sin", $"{signal}TimingSignal/Cos");
            Require($"{signal}Gather/GatherNd", "GatherNd", $"{Root}Encode/Scatter/ScatterNd");
            Require($"{signal}add", "Add", $"{signal}Gather/GatherNd", $"{signal}TimingSignal/concat");
            Require($"{Blocks}Layer_0/add", "Add", $"{Root}Encode/Scatter/ScatterNd", $"{signal}Scatter/ScatterNd");
        }

        private void Layer(int i)
        {
            var layer = $"{Blocks}Layer_{i}/TransformerLayer/";
            var read = i == 0 ? $"{Blocks}Layer_0/add" : $"{Blocks}Layer_{i - 1}/TransformerLayer/FFN/layer_postprocess/add";
            var kept = i == 0 ? $"{layer}AdjustResidualInput/Scatter/ScatterNd" : read;
            var attention = $"{layer}MultiheadAttention/";
            Require($"{layer}layer_prepostprocess/layer_norm/sub_1", "Sub", read);
            Require($"{attention}ExpandDims", "ExpandDims", $"{layer}layer_prepostprocess/layer_norm/add_1");
            Require($"{attention}DotProductAttention/BaseDotProductAttention/MatMul", "BatchMatMul", $"{attention}mul");
            Require($"{attention}mul", "Mul", $"{attention}split_heads/transpose", $"{attention}mul/y");
            if (i == 0)
                Require($"{layer}AdjustResidualInput/Gather/GatherNd", "GatherNd", read);
            Require($"{layer}layer_postprocess/add", "Add", $"{attention}Squeeze_1", kept);
            Require($"{layer}FFN/layer_prepostprocess/layer_norm/sub_1", "Sub", $"{layer}layer_postprocess/add");
            Require($"{layer}FFN/Gather/GatherNd", "GatherNd", $"{layer}FFN/layer_prepostprocess/layer_norm/add_1");
            Require($"{layer}FFN/conv1/Relu", "Relu", $"{layer}FFN/conv1/BiasAdd");
            Require($"{layer}FFN/layer_postprocess/add", "Add", $"{layer}FFN/Scatter/ScatterNd", $"{layer}layer_postprocess/add");
        }

        private void Vector(int layers)
        {
            const string tanh = "module_apply_default/Encoder_en/hidden_layers/tanh_layer_0/";
            Require($"{Root}mul", "Mul", $"{Blocks}Layer_{layers - 1}/TransformerLayer/FFN/layer_postprocess/add");
            Require($"{Root}Sum", "Sum", $"{Root}mul");
            Require($"{Root}div", "RealDiv", $"{Root}Sum");
            Require($"{tanh}MatMul", "MatMul", $"{Root}div", $"{TanhLayer}weights");
            Require($"{tanh}Tanh", "Tanh", $"{tanh}BiasAdd");
        }

        // From the scales 1/sqrt(K) of the scores.
        private int Heads(int layers, long embedded, long width)
        {
            var heads = new SortedSet<int>();
            for (var i = 0; i < layers; i++)
            {
                var scale = Number($"{Blocks}Layer_{i}/TransformerLayer/MultiheadAttention/mul/y");
                heads.Add((int)Math.Round((i == 0 ? embedded : width) * (double)scale * scale));
            }
            if (heads.Count > 1 || heads.Min < 1)
                Refuse($"the scales of the scores are those of {string.Join(", ", heads)} heads", "1/sqrt(K) for one number of heads");
            return Math.Max(1, heads.Min);
        }

        // The last of the frequencies, which fall by one factor from 1.
        private float Slowest(long embedded)
        {
            var rates = file.Values($"{Blocks}Layer_0/AddTimingSignal/TimingSignal/ExpandDims_1") ?? [];
            for (var i = 0; i < rates.Length; i++)
                if (Math.Abs(rates[i] - Math.Pow(rates[^1], i / (rates.Length - 1.0))) > 1e-6)
                    Refuse($"the position's frequency {i} is {rates[i]}", "powers of one number");
            if (rates.Length == embedded / 2 && rates.Length > 1)
                return rates[^1];
            Refuse($"the position encoding has {rates.Length} frequencies", $"{embedded / 2}, of which the last is the slowest");
            return 1e-4f;
        }

        private void Require(string name, string kind, params ReadOnlySpan<string> inputs)
        {
            if (!file.Graph.Has(name, kind, inputs))
                Refuse($"{name} is not the encoder's", $"{kind} of {string.Join(", ", inputs.ToArray())}");
        }

        private void Refuse(string value, string allowed) =>
            _faults.Add(new("the graph is not that of the light Universal Sentence Encoder", value, allowed, null, file.Location));

        private IReadOnlyList<long> Shape(string name)
        {
            if (file.Entries.TryGetValue(name, out var entry) && entry.Shape.Count == 2)
                return entry.Shape;
            Refuse($"{name} is {(entry is null ? "missing" : LoadReport.Text(entry.Shape))}", "a matrix");
            return [0, 0];
        }

        private float Number(string name)
        {
            if (file.Values(name) is [var value])
                return value;
            Refuse($"{name} is missing", "a number");
            return 1;
        }

        private int Integer(string name)
        {
            if (file.Entries.GetValueOrDefault(name) is { Type: torch.ScalarType.Int32, Shape.Count: 0 })
                using (var tensor = file.Read(name))
                    return tensor.item<int>();
            Refuse($"{name} is missing", "a whole number");
            return 1;
        }

        // The decimal number that was rounded to single precision.
        private static string Decimal(float value) => value.ToString("R", CultureInfo.InvariantCulture);
    }
}
