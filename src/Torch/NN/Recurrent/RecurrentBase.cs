using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>How a recurrent layer is built: what RNN, GRU and LSTM share.</summary>
/// <param name="InputSize">Features of an input.</param>
/// <param name="HiddenSize">Features of the state.</param>
/// <param name="Layers">How many layers lie on each other.</param>
/// <param name="Bias">Whether biases are added.</param>
/// <param name="BatchFirst">Whether inputs are [N, T, *] rather than [T, N, *].</param>
/// <param name="Dropout">The dropout probability between layers.</param>
/// <param name="Bidirectional">Whether there is a second direction.</param>
/// <param name="Gates">How many blocks of HiddenSize rows the weights have.</param>
internal sealed record RecurrentShape(long InputSize, long HiddenSize, long Layers, bool Bias, bool BatchFirst, double Dropout, bool Bidirectional, int Gates)
{
    internal int Directions => Bidirectional ? 2 : 1;

    /// <summary>The weights by PyTorch's names, layer after layer, uniform in plus and minus 1 / sqrt(HiddenSize).</summary>
    internal IEnumerable<(string name, Parameter parameter)> NewWeights(Device? device, ScalarType? dtype)
    {
        if (HiddenSize <= 0 || Layers <= 0) throw new ArgumentException($"A recurrent layer needs a positive hidden size and number of layers, got {HiddenSize} and {Layers}.");
        if (Dropout is < 0 or > 1) throw new ArgumentException($"dropout should be a number in range [0, 1], got {Dropout}.");
        var bound = 1 / Math.Sqrt(HiddenSize);
        Parameter Weight(params long[] shape)
        {
            var weight = new Parameter(empty(shape, dtype: dtype, device: device));
            nn.init.uniform_(weight, -bound, bound);
            return weight;
        }
        for (long layer = 0; layer < Layers; layer++)
        {
            var inputs = layer == 0 ? InputSize : HiddenSize * Directions;
            foreach (var suffix in Bidirectional ? new[] { $"_l{layer}", $"_l{layer}_reverse" } : [$"_l{layer}"])
            {
                yield return ("weight_ih" + suffix, Weight(Gates * HiddenSize, inputs));
                yield return ("weight_hh" + suffix, Weight(Gates * HiddenSize, HiddenSize));
                if (!Bias) continue;
                yield return ("bias_ih" + suffix, Weight(Gates * HiddenSize));
                yield return ("bias_hh" + suffix, Weight(Gates * HiddenSize));
            }
        }
    }

    /// <summary>A state of zeros, [Layers Directions, N, HiddenSize].</summary>
    internal Tensor ZeroState(Tensor input, long batch) => zeros([Layers * Directions, batch, HiddenSize], dtype: input.dtype, device: input.device);
}

/// <summary>The call of a recurrent operator with its states, unbatched and packed inputs included.</summary>
internal sealed class RecurrentCore(RecurrentShape shape, string operatorName)
{
    private readonly Operator _padded = new(operatorName, "input");
    private readonly Operator _packed = new(operatorName, "data");

    internal RecurrentShape Shape => shape;

    internal Tensor[] Run(Tensor input, Tensor?[] states, Tensor[] weights, bool training)
    {
        using var scope = NewDisposeScope();
        var batched = input.dim() == 3;
        if (!batched && input.dim() != 2) throw new ArgumentException($"Expected input to be 2-D or 3-D but received {input.dim()}-D tensor");
        var whole = batched ? input : input.unsqueeze(shape.BatchFirst ? 0 : 1);
        var batch = whole.shape[shape.BatchFirst ? 0 : 1];
        var initial = Array.ConvertAll(states, state => state is null ? shape.ZeroState(input, batch) : batched ? state : state.unsqueeze(1));
        var results = Call(_padded, whole, null, initial, weights, training);
        if (!batched) results = [results[0].squeeze(shape.BatchFirst ? 0 : 1), .. results[1..].Select(state => state.squeeze(1))];
        return Array.ConvertAll(results, result => result.MoveToOuterDisposeScope());
    }

    internal (nn.utils.rnn.PackedSequence output, Tensor[] states) Run(nn.utils.rnn.PackedSequence input, Tensor?[] states, Tensor[] weights, bool training)
    {
        using var scope = NewDisposeScope();
        var batch = input.batch_sizes[0].item<long>();
        var initial = Array.ConvertAll(states, state =>
            state is null ? shape.ZeroState(input.data, batch) : state.index_select(1, input.sorted_indices));
        var results = Call(_packed, input.data, input.batch_sizes, initial, weights, training);
        var last = results[1..].Select(state => state.index_select(1, input.unsorted_indices));
        var output = input.With(results[0]);
        return (output.MoveToOuterDisposeScope(), [.. last.Select(state => state.MoveToOuterDisposeScope())]);
    }

    private Tensor[] Call(Operator recurrent, Tensor data, Tensor? batchSizes, Tensor[] states, Tensor[] weights, bool training)
    {
        // An LSTM takes a list of two states and returns three tensors; the others take one state and return two.
        Argument state = states.Length == 2 ? states : states[0];
        ReadOnlySpan<Argument> arguments = batchSizes is null
            ? [data, state, weights, shape.Bias, shape.Layers, shape.Dropout, training, shape.Bidirectional, shape.BatchFirst]
            : [data, batchSizes, state, weights, shape.Bias, shape.Layers, shape.Dropout, training, shape.Bidirectional];
        if (states.Length == 2)
        {
            var (output, hidden, cell) = recurrent.Three(arguments);
            return [output, hidden, cell];
        }
        var (values, last) = recurrent.Two(arguments);
        return [values, last];
    }
}
