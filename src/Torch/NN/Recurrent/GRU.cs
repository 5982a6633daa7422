using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Gated recurrent units over sequences, in PyTorch's form: n = tanh(W_in x + b_in + r (W_hn h + b_hn)) (Cho et al. 2014).</summary>
public sealed class GRU : nn.Module<Tensor, Tensor?, (Tensor, Tensor)>
{
    private readonly RecurrentCore core;

    internal GRU(RecurrentShape shape, Device? device, ScalarType? dtype) : base(nameof(GRU))
    {
        core = new(shape, "gru");
        foreach (var (name, parameter) in shape.NewWeights(device, dtype)) Adopt(name, parameter);
    }

    /// <summary>[T, N, in] (or [N, T, in], or [T, in]) and a state to outputs and the last state.</summary>
    /// <param name="input">The sequences.</param>
    /// <param name="h0">The initial state, [layers directions, N, hidden]; zeros when null.</param>
    public override (Tensor, Tensor) forward(Tensor input, Tensor? h0 = null)
    {
        var results = core.Run(input, [h0], Weights(), training);
        return (results[0], results[1]);
    }

    /// <inheritdoc cref="forward"/>
    public new (Tensor, Tensor) call(Tensor input, Tensor? h0 = null) => base.call(input, h0);

    /// <summary>Sequences of different lengths and a state to outputs and the last states.</summary>
    /// <param name="input">The sequences.</param>
    /// <param name="h0">The initial state, [layers directions, N, hidden]; zeros when null.</param>
    public (nn.utils.rnn.PackedSequence, Tensor) call(nn.utils.rnn.PackedSequence input, Tensor? h0 = null)
    {
        var (output, states) = core.Run(input, [h0], Weights(), training);
        return (output, states[0]);
    }

    /// <summary>Does nothing: libtorch lays weights out for cuDNN when it needs to.</summary>
    public void flatten_parameters() { }

    private Tensor[] Weights() => [.. _internal_params.values()];
}
