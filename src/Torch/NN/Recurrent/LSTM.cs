using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Long short-term memory over sequences (Hochreiter and Schmidhuber 1997, with forget gates).</summary>
public sealed class LSTM : nn.Module<Tensor, (Tensor, Tensor)?, (Tensor, Tensor, Tensor)>
{
    private readonly RecurrentCore core;

    internal LSTM(RecurrentShape shape, Device? device, ScalarType? dtype) : base(nameof(LSTM))
    {
        core = new(shape, "lstm");
        foreach (var (name, parameter) in shape.NewWeights(device, dtype)) Adopt(name, parameter);
    }

    /// <summary>[T, N, in] (or [N, T, in], or [T, in]) and states to outputs, last hidden state and last cell state.</summary>
    /// <param name="input">The sequences.</param>
    /// <param name="h0_c0">The initial hidden and cell states, each [layers directions, N, hidden]; zeros when null.</param>
    public override (Tensor, Tensor, Tensor) forward(Tensor input, (Tensor, Tensor)? h0_c0 = null)
    {
        var results = core.Run(input, [h0_c0?.Item1, h0_c0?.Item2], Weights(), training);
        return (results[0], results[1], results[2]);
    }

    /// <inheritdoc cref="forward"/>
    public new (Tensor, Tensor, Tensor) call(Tensor input, (Tensor, Tensor)? h0_c0 = null) => base.call(input, h0_c0);

    /// <summary>Sequences of different lengths and states to outputs, last hidden states and last cell states.</summary>
    /// <param name="input">The sequences.</param>
    /// <param name="h0_c0">The initial hidden and cell states, each [layers directions, N, hidden]; zeros when null.</param>
    public (nn.utils.rnn.PackedSequence, Tensor, Tensor) call(nn.utils.rnn.PackedSequence input, (Tensor, Tensor)? h0_c0 = null)
    {
        var (output, states) = core.Run(input, [h0_c0?.Item1, h0_c0?.Item2], Weights(), training);
        return (output, states[0], states[1]);
    }

    /// <summary>Does nothing: libtorch lays weights out for cuDNN when it needs to.</summary>
    public void flatten_parameters() { }

    private Tensor[] Weights() => [.. _internal_params.values()];
}
