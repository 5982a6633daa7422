using System.Text.Json.Nodes;
using Workbench.Models;

namespace Workbench.Weights;

/// <summary>
/// Reads what an ONNX graph computes as a config of BERT's. The graph is followed from the embeddings to its output: operators, names,
/// order of norms and branches, heads, scale, activation and epsilon must be those of the config, so that a graph that computes anything
/// else is refused.
/// </summary>
internal sealed class OnnxBert
{
    // Of PyTorch's exporter, for a BERT with its pooler.
    private static readonly HashSet<string> Operators =
    [
        .. "Add Cast Concat Constant Div Dropout Erf Gather Gelu Gemm Identity LayerNormalization MatMul Mul Pow ReduceMean Relu".Split(
            ' '
        ),
        .. "Reshape Shape Slice Softmax Sqrt Sub Tanh Transpose Unsqueeze".Split(' '),
    ];

    private readonly OnnxFile _file;
    private readonly OnnxGraph _graph;
    private readonly string _prefix;
    private readonly List<Fault> _faults = [];

    private OnnxBert(OnnxFile file)
    {
        (_file, _graph) = (file, file.Graph);
        var layout = new BertLayout();
        _prefix = file.Entries.Keys.Any(name => name.StartsWith(layout.Prefix, StringComparison.Ordinal)) ? layout.Prefix : "";
    }

    /// <summary>The config of a file.</summary>
    /// <exception cref="InvalidInputException">The graph is not BERT's; lists every difference that was found.</exception>
    public static TransformerConfig ReadConfig(OnnxFile file)
    {
        var json = new OnnxBert(file).Read();
        return new BertLayout().ReadConfig(json, file.Location);
    }

    private JsonObject Read()
    {
        foreach (var kind in _graph.Nodes.GroupBy(one => one.Operator).Where(one => !Operators.Contains(one.Key)))
            Refuse("the graph has an operator that is not part of BERT", $"{kind.Key} ({kind.Count()} times)");
        var words = Shape("embeddings.word_embeddings.weight", 2);
        var positions = Shape("embeddings.position_embeddings.weight", 2);
        var types = Shape("embeddings.token_type_embeddings.weight", 2);
        var inner = Shape("encoder.layer.0.intermediate.dense.bias", 1);
        if (_faults.Count > 0)
            throw new InvalidInputException(_faults);
        var layers = 1;
        while (_file.Entries.ContainsKey($"{_prefix}encoder.layer.{layers}.intermediate.dense.bias"))
            layers++;
        var config = new Wiring(this, (int)words[1]).Follow(layers);
        if (_faults.Count > 0)
            throw new InvalidInputException(_faults);
        config["model_type"] = "bert";
        config["vocab_size"] = words[0];
        config["hidden_size"] = words[1];
        config["num_hidden_layers"] = layers;
        config["intermediate_size"] = inner[0];
        config["max_position_embeddings"] = positions[0];
        config["type_vocab_size"] = types[0];
        return config;
    }

    private void Refuse(string rule, string? value = null, string? allowed = null) =>
        _faults.Add(new(rule, value, allowed ?? "an encoder of BERT's, exported by PyTorch in floating point", null, _file.Location));

    private IReadOnlyList<long> Shape(string name, int sizes)
    {
        if (!_file.Entries.TryGetValue(_prefix + name, out var entry))
            Refuse("a weight of BERT's is missing", _prefix + name);
        else if (entry.Shape.Count != sizes)
            Refuse($"{name} has another number of sizes", LoadReport.Text(entry.Shape));
        else
            return entry.Shape;
        return new long[sizes];
    }

    /// <summary>Follows the hidden states through the graph.</summary>
    private sealed class Wiring(OnnxBert bert, int width)
    {
        private readonly OnnxGraph _graph = bert._graph;
        private readonly SortedSet<string> _epsilons = new(StringComparer.Ordinal);
        private readonly SortedSet<string> _activations = new(StringComparer.Ordinal);
        private readonly SortedSet<int> _heads = [];

        public JsonObject Follow(int layers)
        {
            // A layer is an input for the next one, so that the first broken one ends the search.
            var state = Norm("embeddings.LayerNorm")?.Out;
            for (var i = 0; i < layers && state is not null; i++)
                state = Layer($"encoder.layer.{i}", state);
            if (state is not null && !_graph.Outputs.Any(name => _graph.Source(name) == state))
                bert.Refuse("the graph goes on after the last layer, or has no output there", null, "the last hidden states as an output");
            if (_epsilons.Count > 1)
                bert.Refuse("the norms differ", string.Join(", ", _epsilons), "one epsilon");
            if (_activations.Count > 1)
                bert.Refuse("the activations differ", string.Join(", ", _activations), "one activation");
            if (_heads.Count > 1)
                bert.Refuse("the numbers of heads differ", string.Join(", ", _heads), "one number of heads");
            return new()
            {
                ["layer_norm_eps"] = JsonNode.Parse(_epsilons.FirstOrDefault("1e-12")),
                ["hidden_act"] = _activations.FirstOrDefault("gelu"),
                ["num_attention_heads"] = _heads.FirstOrDefault(1),
            };
        }

        // The hidden states after a layer; null when it is not BERT's.
        private string? Layer(string name, string state)
        {
            var query = Linear($"{name}.attention.self.query", state);
            var key = Linear($"{name}.attention.self.key", state);
            var value = Linear($"{name}.attention.self.value", state);
            var mixed = Linear($"{name}.attention.output.dense", null);
            var middle = Norm($"{name}.attention.output.LayerNorm");
            if (query is null || key is null || value is null || mixed is null || middle is null)
                return null;
            Attention(name, query.Value.Out);
            if (!IsSum(middle.Value.In, mixed.Value.Out, state))
                return Broken(name, "the norm of attention does not follow the sum of branch and input");
            var expanded = Linear($"{name}.intermediate.dense", middle.Value.Out);
            var contracted = Linear($"{name}.output.dense", null);
            var last = Norm($"{name}.output.LayerNorm");
            if (expanded is null || contracted is null || last is null)
                return null;
            Activation(name, expanded.Value.Out, contracted.Value.In);
            return IsSum(last.Value.In, contracted.Value.Out, middle.Value.Out)
                ? last.Value.Out
                : Broken(name, "the norm of the feed-forward network does not follow the sum of branch and input");
        }

        private string? Broken(string name, string rule)
        {
            bert.Refuse($"{name}: {rule}", null, "norms after each branch");
            return null;
        }

        // Input and output of X W^T + b.
        private (string In, string Out)? Linear(string name, string? input)
        {
            var bias = $"{bert._prefix}{name}.bias";
            if (
                _graph.Consumers(bias) is [{ Operator: "Add", Inputs: [var one, var other], Outputs: [var sum] }]
                && _graph.Producer(_graph.Source(one) == bias ? other : one) is { Operator: "MatMul", Inputs: [var read, _] }
                && bert._file.Entries.ContainsKey($"{bert._prefix}{name}.weight")
                && (input is null || _graph.Source(read) == input)
            )
                return (_graph.Source(read), sum);
            Broken(name, input is null ? "there is no such linear layer" : "there is no such linear layer on the hidden states before it");
            return null;
        }

        private (string In, string Out)? Norm(string name)
        {
            if (Fused(name) is { } fused)
                return fused;
            // ((x - mean) / sqrt(variance + epsilon)) * weight + bias
            var (weight, bias) = ($"{bert._prefix}{name}.weight", $"{bert._prefix}{name}.bias");
            if (
                _graph.Consumers(weight) is [{ Operator: "Mul" } scaled]
                && _graph.Consumers(bias) is [{ Operator: "Add", Outputs: [var result] } shifted]
                && _graph.Producer(Other(shifted, bias)) == scaled
                && _graph.Producer(Other(scaled, weight)) is { Operator: "Div", Inputs: [var centred, var deviation] }
                && _graph.Producer(centred) is { Operator: "Sub", Inputs: [var input, var mean] }
                && _graph.Producer(mean) is { Operator: "ReduceMean", Inputs: [var averaged, ..] }
                && _graph.Source(averaged) == _graph.Source(input)
                && _graph.Producer(deviation) is { Operator: "Sqrt", Inputs: [var stable] }
                && _graph.Producer(stable) is { Operator: "Add", Inputs: [var variance, var epsilon] }
                && _graph.Producer(variance) is { Operator: "ReduceMean", Inputs: [var square, ..] }
                && _graph.Producer(square) is { Operator: "Pow", Inputs: [var raised, var power] }
                && _graph.Source(raised) == _graph.Source(centred)
                && _graph.Scalar(power) == 2
                && _graph.Scalar(epsilon) is { } known
            )
                return Known(input, result, known);
            Broken(name, "there is no such layer norm");
            return null;
        }

        // The operator of later versions of ONNX.
        private (string In, string Out)? Fused(string name) =>
            _graph.Consumers($"{bert._prefix}{name}.bias")
                is [{ Operator: "LayerNormalization", Inputs: [var input, var weight, _], Outputs: [var output, ..] } norm]
            && _graph.Source(weight) == $"{bert._prefix}{name}.weight"
            && norm.Numbers.GetValueOrDefault("axis", -1) == -1
                ? Known(input, output, norm.Numbers.GetValueOrDefault("epsilon", 1e-5f))
                : null;

        private (string In, string Out) Known(string input, string output, double epsilon)
        {
            // The decimal number that was rounded to single precision.
            _epsilons.Add(((float)epsilon).ToString("R", System.Globalization.CultureInfo.InvariantCulture));
            return (_graph.Source(input), output);
        }

        private void Attention(string name, string query)
        {
            if (
                _graph.Consumers(query).SingleOrDefault(one => one.Operator == "Reshape")
                    is not { Inputs: [_, var shape], Outputs: [var split] }
                || Shape(shape) is not [.., { } heads, { } size]
                || heads < 1
                || width % heads != 0
                || (size != -1 && size * heads != width)
            )
            {
                Broken(name, "the number of heads cannot be read");
                return;
            }
            _heads.Add((int)heads);
            var scale = Math.Sqrt(width / heads);
            if (
                _graph.Consumers(split) is not [{ Operator: "Transpose", Outputs: [var turned] }]
                || _graph.Consumers(turned) is not [{ Operator: "MatMul", Outputs: [var scores] }]
                || _graph.Consumers(scores) is not [{ Inputs: [_, var factor], Outputs: [var scaled] } scaling]
                || _graph.Scalar(factor) is not { } known
                || !((scaling.Operator == "Div" && Near(known, scale)) || (scaling.Operator == "Mul" && Near(known, 1 / scale)))
                || _graph.Consumers(scaled) is not [{ Operator: "Add", Outputs: [var masked] }]
                || _graph.Consumers(masked) is not [{ Operator: "Softmax" }]
            )
                Broken(name, "the scores are not the product of queries and keys, divided by the root of a head's width, and masked");
        }

        // The last sizes of a shape; null for those that are computed.
        private IReadOnlyList<double?>? Shape(string name) =>
            _graph.Values(name) is { } values ? [.. values]
            : _graph.Producer(name) is { Operator: "Concat" } joined ? [.. joined.Inputs.Select(one => _graph.Scalar(one))]
            : null;

        private void Activation(string name, string before, string after)
        {
            var kind = _graph.Producer(after) switch
            {
                { Operator: "Relu", Inputs: [var input] } when _graph.Source(input) == before => "relu",
                { Operator: "Gelu", Inputs: [var input] } gelu when _graph.Source(input) == before => gelu.Texts.GetValueOrDefault(
                    "approximate",
                    "none"
                ) == "none"
                    ? "gelu"
                    : "gelu_new",
                { Operator: "Mul" } half when IsErf(half, before) => "gelu",
                _ => null,
            };
            if (kind is null)
                Broken(name, "the activation is none that is known: relu, gelu with the error function");
            else
                _activations.Add(kind);
        }

        // (x * (1 + erf(x / sqrt 2))) * 0.5
        private bool IsErf(OnnxNode half, string before) =>
            half.Inputs is [var product, var factor]
            && _graph.Scalar(factor) == 0.5
            && _graph.Producer(product) is { Operator: "Mul", Inputs: [var x, var sum] }
            && _graph.Source(x) == before
            && _graph.Producer(sum) is { Operator: "Add", Inputs: [var erf, var one] }
            && _graph.Scalar(one) == 1
            && _graph.Producer(erf) is { Operator: "Erf", Inputs: [var quotient] }
            && _graph.Producer(quotient) is { Operator: "Div", Inputs: [var y, var root] }
            && _graph.Source(y) == before
            && _graph.Scalar(root) is { } known
            && Near(known, Math.Sqrt(2));

        private bool IsSum(string name, string one, string other) =>
            _graph.Producer(name) is { Operator: "Add", Inputs: [var left, var right] }
            && new[] { _graph.Source(left), _graph.Source(right) }
                .Order(StringComparer.Ordinal)
                .SequenceEqual(new[] { one, other }.Order(StringComparer.Ordinal));

        private string Other(OnnxNode node, string input) =>
            node.Inputs is [var one, var other] ? (_graph.Source(one) == input ? other : one) : "";

        private static bool Near(double value, double expected) => Math.Abs(value - expected) <= 1e-6 * expected;
    }
}
