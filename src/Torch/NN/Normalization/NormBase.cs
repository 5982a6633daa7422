using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What batch and instance normalisation share: a gain and a bias for each channel, and running statistics.</summary>
public abstract class NormBase : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(weight))]
    private Parameter? _weight;

    [ComponentName(Name = nameof(bias))]
    private Parameter? _bias;

    [ComponentName(Name = nameof(running_mean))]
    private Tensor? _running_mean;

    [ComponentName(Name = nameof(running_var))]
    private Tensor? _running_var;

    [ComponentName(Name = nameof(num_batches_tracked))]
    private Tensor? _num_batches_tracked;

    /// <summary>Makes gain 1, bias 0, running mean 0 and running variance 1.</summary>
    /// <param name="num_features">The number of channels.</param>
    /// <param name="eps">What is added to the variance.</param>
    /// <param name="momentum">The share of a new batch in the running statistics; null for their plain mean.</param>
    /// <param name="affine">Whether there are gain and bias.</param>
    /// <param name="track_running_stats">Whether there are running statistics.</param>
    /// <param name="device">Where the parameters live; the default device when null.</param>
    /// <param name="dtype">Their element type; the default one when null.</param>
    /// <param name="name">The name of the module.</param>
    public NormBase(long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype, string name) : base(name)
    {
        this.num_features = num_features;
        this.eps = eps;
        this.momentum = momentum;
        this.affine = affine;
        this.track_running_stats = track_running_stats;
        if (affine)
        {
            weight = new Parameter(ones(num_features, dtype: dtype, device: device));
            bias = new Parameter(zeros(num_features, dtype: dtype, device: device));
        }
        if (!track_running_stats) return;
        running_mean = zeros(num_features, dtype: dtype, device: device);
        running_var = ones(num_features, dtype: dtype, device: device);
        num_batches_tracked = zeros([], dtype: ScalarType.Int64, device: device);
    }

    /// <summary>The gain, [C], or null without affine parameters.</summary>
    public Parameter weight
    {
        get => _weight!;
        set => Own(nameof(weight), ref _weight, value);
    }

    /// <summary>The bias, [C], or null.</summary>
    public Parameter? bias
    {
        get => _bias;
        set => Own(nameof(bias), ref _bias, value);
    }

    /// <summary>The running mean, [C], or null.</summary>
    public Tensor? running_mean
    {
        get => _running_mean;
        set => Own(nameof(running_mean), ref _running_mean, value);
    }

    /// <summary>The running variance, [C], or null.</summary>
    public Tensor? running_var
    {
        get => _running_var;
        set => Own(nameof(running_var), ref _running_var, value);
    }

    /// <summary>How many batches the running statistics have seen, [], or null.</summary>
    public Tensor? num_batches_tracked
    {
        get => _num_batches_tracked;
        set => Own(nameof(num_batches_tracked), ref _num_batches_tracked, value);
    }

    /// <summary>The number of channels.</summary>
    public long num_features { get; }

    /// <summary>What is added to the variance.</summary>
    public double eps { get; set; }

    /// <summary>The share of a new batch in the running statistics; null for their plain mean.</summary>
    public double? momentum { get; set; }

    /// <summary>Whether there are gain and bias.</summary>
    public bool affine { get; }

    /// <summary>Whether there are running statistics.</summary>
    public bool track_running_stats { get; }

    /// <summary>Sets the running mean to 0 and the running variance to 1.</summary>
    public void reset_running_stats()
    {
        if (_running_mean is not null) nn.init.zeros_(_running_mean);
        if (_running_var is not null) nn.init.ones_(_running_var);
        if (_num_batches_tracked is not null) nn.init.zeros_(_num_batches_tracked);
    }

    /// <summary>Sets gain, bias and running statistics to their initial values.</summary>
    public void reset_parameters()
    {
        reset_running_stats();
        if (_weight is not null) nn.init.ones_(_weight);
        if (_bias is not null) nn.init.zeros_(_bias);
    }

    /// <summary>Refuses an input whose number of dimensions does not fit.</summary>
    protected abstract void ValidateInputDimensions(Tensor input);

    private protected static void RequireDimensions(Tensor input, params long[] allowed)
    {
        if (!allowed.Contains(input.dim())) throw new ArgumentException($"expected {string.Join("D or ", allowed)}D input (got {input.dim()}D input)");
    }
}
