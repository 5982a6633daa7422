using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>h' = tanh or relu (W_ih x + b_ih + W_hh h + b_hh) over sequences (Elman 1990).</summary>
public sealed class RNN : nn.Module<Tensor, Tensor?, (Tensor, Tensor)>
{
    private readonly RecurrentCore core;

    internal RNN(RecurrentShape shape, nn.NonLinearities nonLinearity, Device? device, ScalarType? dtype) : base(nameof(RNN))
    {
        core = new(shape, nonLinearity == nn.NonLinearities.ReLU ? "rnn_relu" : "rnn_tanh");
        foreach (var (name, parameter) in shape.NewWeights(device, dtype)) Adopt(name, parameter);
    }

    /// <summary>[T, N, in] (or [N, T, in], or [T, in]) and a state to outputs and the last state.</summary>
    /// <param name="input">The sequences.</param>
    /// <param name="h0">The initial state, [layers directions, N, hidden]; zeros when null.</param>
    public override (Tensor, Tensor) forward(Tensor input, Tensor? h0)
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

    /// <summary>W_ih of a layer and direction, counted layer after layer.</summary>
    public Parameter? get_weight_ih(long idx) => Weight("weight_ih", idx);

    /// <summary>W_hh of a layer and direction, counted layer after layer.</summary>
    public Parameter? get_weight_hh(long idx) => Weight("weight_hh", idx);

    /// <summary>b_ih of a layer and direction, counted layer after layer; null without biases.</summary>
    public Parameter? get_bias_ih(long idx) => Weight("bias_ih", idx);

    /// <summary>b_hh of a layer and direction, counted layer after layer; null without biases.</summary>
    public Parameter? get_bias_hh(long idx) => Weight("bias_hh", idx);

    private Parameter? Weight(string kind, long index)
    {
        var (layer, direction) = Math.DivRem(index, core.Shape.Directions);
        return get_parameter($"{kind}_l{layer}{(direction == 1 ? "_reverse" : "")}");
    }

    private Tensor[] Weights() => [.. _internal_params.values()];
}
