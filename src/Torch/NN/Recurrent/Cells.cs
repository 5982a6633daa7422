using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>One step of an RNN: h' = tanh or relu (W_ih x + b_ih + W_hh h + b_hh).</summary>
public sealed class RNNCell : nn.Module<Tensor, Tensor?, Tensor>
{
    private readonly Operator cell;
    private readonly long hiddenSize;

    [ComponentName(Name = nameof(weight_ih))]
    private Parameter? _weight_ih;

    [ComponentName(Name = nameof(weight_hh))]
    private Parameter? _weight_hh;

    [ComponentName(Name = nameof(bias_ih))]
    private Parameter? _bias_ih;

    [ComponentName(Name = nameof(bias_hh))]
    private Parameter? _bias_hh;

    internal RNNCell(long inputSize, long hiddenSize, nn.NonLinearities nonLinearity, bool bias, Device? device, ScalarType? dtype) : base(nameof(RNNCell))
    {
        this.hiddenSize = hiddenSize;
        cell = new(nonLinearity == nn.NonLinearities.ReLU ? "rnn_relu_cell" : "rnn_tanh_cell");
        var bound = hiddenSize > 0 ? 1 / Math.Sqrt(hiddenSize) : 0;
        weight_ih = new Parameter(empty([hiddenSize, inputSize], dtype: dtype, device: device));
        weight_hh = new Parameter(empty([hiddenSize, hiddenSize], dtype: dtype, device: device));
        if (bias)
        {
            bias_ih = new Parameter(empty([hiddenSize], dtype: dtype, device: device));
            bias_hh = new Parameter(empty([hiddenSize], dtype: dtype, device: device));
        }
        foreach (var (_, parameter) in named_parameters()) nn.init.uniform_(parameter, -bound, bound);
    }

    /// <summary>W_ih, [hidden, in].</summary>
    public Parameter? weight_ih
    {
        get => _weight_ih;
        set => Own(nameof(weight_ih), ref _weight_ih, value);
    }

    /// <summary>W_hh, [hidden, hidden].</summary>
    public Parameter? weight_hh
    {
        get => _weight_hh;
        set => Own(nameof(weight_hh), ref _weight_hh, value);
    }

    /// <summary>b_ih, [hidden], or null.</summary>
    public Parameter? bias_ih
    {
        get => _bias_ih;
        set => Own(nameof(bias_ih), ref _bias_ih, value);
    }

    /// <summary>b_hh, [hidden], or null.</summary>
    public Parameter? bias_hh
    {
        get => _bias_hh;
        set => Own(nameof(bias_hh), ref _bias_hh, value);
    }

    /// <summary>[N, in] (or [in]) and a state [N, hidden] to the next state.</summary>
    /// <param name="input">The inputs.</param>
    /// <param name="h0">The state; zeros when null.</param>
    public override Tensor forward(Tensor input, Tensor? h0 = null)
    {
        using var scope = NewDisposeScope();
        var batched = input.dim() == 2;
        var inputs = batched ? input : input.unsqueeze(0);
        var state = h0 is null ? zeros([inputs.shape[0], hiddenSize], dtype: input.dtype, device: input.device) : batched ? h0 : h0.unsqueeze(0);
        var next = cell.One(inputs, state, weight_ih, weight_hh, bias_ih, bias_hh);
        return (batched ? next : next.squeeze(0)).MoveToOuterDisposeScope();
    }
}

/// <summary>One step of a gated recurrent unit.</summary>
public sealed class GRUCell : nn.Module<Tensor, Tensor?, Tensor>
{
    private static readonly Operator Cell = new("gru_cell");
    private readonly long hiddenSize;

    [ComponentName(Name = nameof(weight_ih))]
    private Parameter? _weight_ih;

    [ComponentName(Name = nameof(weight_hh))]
    private Parameter? _weight_hh;

    [ComponentName(Name = nameof(bias_ih))]
    private Parameter? _bias_ih;

    [ComponentName(Name = nameof(bias_hh))]
    private Parameter? _bias_hh;

    internal GRUCell(long inputSize, long hiddenSize, bool bias, Device? device, ScalarType? dtype) : base(nameof(GRUCell))
    {
        this.hiddenSize = hiddenSize;
        var bound = hiddenSize > 0 ? 1 / Math.Sqrt(hiddenSize) : 0;
        weight_ih = new Parameter(empty([3 * hiddenSize, inputSize], dtype: dtype, device: device));
        weight_hh = new Parameter(empty([3 * hiddenSize, hiddenSize], dtype: dtype, device: device));
        if (bias)
        {
            bias_ih = new Parameter(empty([3 * hiddenSize], dtype: dtype, device: device));
            bias_hh = new Parameter(empty([3 * hiddenSize], dtype: dtype, device: device));
        }
        foreach (var (_, parameter) in named_parameters()) nn.init.uniform_(parameter, -bound, bound);
    }

    /// <summary>W_ih, [3 hidden, in].</summary>
    public Parameter? weight_ih
    {
        get => _weight_ih;
        set => Own(nameof(weight_ih), ref _weight_ih, value);
    }

    /// <summary>W_hh, [3 hidden, hidden].</summary>
    public Parameter? weight_hh
    {
        get => _weight_hh;
        set => Own(nameof(weight_hh), ref _weight_hh, value);
    }

    /// <summary>b_ih, [3 hidden], or null.</summary>
    public Parameter? bias_ih
    {
        get => _bias_ih;
        set => Own(nameof(bias_ih), ref _bias_ih, value);
    }

    /// <summary>b_hh, [3 hidden], or null.</summary>
    public Parameter? bias_hh
    {
        get => _bias_hh;
        set => Own(nameof(bias_hh), ref _bias_hh, value);
    }

    /// <summary>[N, in] (or [in]) and a state [N, hidden] to the next state.</summary>
    /// <param name="input">The inputs.</param>
    /// <param name="h0">The state; zeros when null.</param>
    public override Tensor forward(Tensor input, Tensor? h0 = null)
    {
        using var scope = NewDisposeScope();
        var batched = input.dim() == 2;
        var inputs = batched ? input : input.unsqueeze(0);
        var state = h0 is null ? zeros([inputs.shape[0], hiddenSize], dtype: input.dtype, device: input.device) : batched ? h0 : h0.unsqueeze(0);
        var next = Cell.One(inputs, state, weight_ih, weight_hh, bias_ih, bias_hh);
        return (batched ? next : next.squeeze(0)).MoveToOuterDisposeScope();
    }
}

/// <summary>One step of a long short-term memory.</summary>
public sealed class LSTMCell : nn.Module<Tensor, (Tensor, Tensor)?, (Tensor, Tensor)>
{
    private static readonly Operator Cell = new("lstm_cell");
    private readonly long hiddenSize;

    [ComponentName(Name = nameof(weight_ih))]
    private Parameter? _weight_ih;

    [ComponentName(Name = nameof(weight_hh))]
    private Parameter? _weight_hh;

    [ComponentName(Name = nameof(bias_ih))]
    private Parameter? _bias_ih;

    [ComponentName(Name = nameof(bias_hh))]
    private Parameter? _bias_hh;

    internal LSTMCell(long inputSize, long hiddenSize, bool bias, Device? device, ScalarType? dtype) : base(nameof(LSTMCell))
    {
        this.hiddenSize = hiddenSize;
        var bound = hiddenSize > 0 ? 1 / Math.Sqrt(hiddenSize) : 0;
        weight_ih = new Parameter(empty([4 * hiddenSize, inputSize], dtype: dtype, device: device));
        weight_hh = new Parameter(empty([4 * hiddenSize, hiddenSize], dtype: dtype, device: device));
        if (bias)
        {
            bias_ih = new Parameter(empty([4 * hiddenSize], dtype: dtype, device: device));
            bias_hh = new Parameter(empty([4 * hiddenSize], dtype: dtype, device: device));
        }
        foreach (var (_, parameter) in named_parameters()) nn.init.uniform_(parameter, -bound, bound);
    }

    /// <summary>W_ih, [4 hidden, in].</summary>
    public Parameter? weight_ih
    {
        get => _weight_ih;
        set => Own(nameof(weight_ih), ref _weight_ih, value);
    }

    /// <summary>W_hh, [4 hidden, hidden].</summary>
    public Parameter? weight_hh
    {
        get => _weight_hh;
        set => Own(nameof(weight_hh), ref _weight_hh, value);
    }

    /// <summary>b_ih, [4 hidden], or null.</summary>
    public Parameter? bias_ih
    {
        get => _bias_ih;
        set => Own(nameof(bias_ih), ref _bias_ih, value);
    }

    /// <summary>b_hh, [4 hidden], or null.</summary>
    public Parameter? bias_hh
    {
        get => _bias_hh;
        set => Own(nameof(bias_hh), ref _bias_hh, value);
    }

    /// <summary>[N, in] (or [in]) and states [N, hidden] to the next states.</summary>
    /// <param name="input">The inputs.</param>
    /// <param name="h0_c0">The hidden and the cell state; zeros when null.</param>
    public override (Tensor, Tensor) forward(Tensor input, (Tensor, Tensor)? h0_c0)
    {
        using var scope = NewDisposeScope();
        var batched = input.dim() == 2;
        var inputs = batched ? input : input.unsqueeze(0);
        Tensor State(Tensor? given) => given is null ? zeros([inputs.shape[0], hiddenSize], dtype: input.dtype, device: input.device) : batched ? given : given.unsqueeze(0);
        var (hidden, cell) = Cell.Two(inputs, new[] { State(h0_c0?.Item1), State(h0_c0?.Item2) }, weight_ih, weight_hh, bias_ih, bias_hh);
        if (!batched) (hidden, cell) = (hidden.squeeze(0), cell.squeeze(0));
        return (hidden.MoveToOuterDisposeScope(), cell.MoveToOuterDisposeScope());
    }

    /// <inheritdoc cref="forward"/>
    public new (Tensor, Tensor) call(Tensor input, (Tensor, Tensor)? h0_c0 = null) => base.call(input, h0_c0);
}
