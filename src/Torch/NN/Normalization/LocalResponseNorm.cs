using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules;

/// <summary>x / (k + alpha / size sum of squares over neighbouring channels)^beta (Krizhevsky et al. 2012).</summary>
public sealed class LocalResponseNorm : ParameterLessModule<Tensor, Tensor>
{
    internal LocalResponseNorm(long size, double alpha, double beta, double k) : base(nameof(LocalResponseNorm))
    {
        this.size = size;
        this.alpha = alpha;
        this.beta = beta;
        this.k = k;
    }

    /// <summary>The number of neighbouring channels.</summary>
    public long size { get; set; }

    /// <summary>The weight of the squares.</summary>
    public double alpha { get; set; }

    /// <summary>The exponent.</summary>
    public double beta { get; set; }

    /// <summary>The constant term.</summary>
    public double k { get; set; }

    /// <summary>[N, C, *] to the same.</summary>
    public override Tensor forward(Tensor input) => F.local_response_norm(input, size, alpha, beta, k);
}
