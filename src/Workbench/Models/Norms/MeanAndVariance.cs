using TorchSharp.Modules;
using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Models.Norms;

/// <summary>(x - mean) / sqrt(variance + epsilon) * weight + bias.</summary>
internal sealed class MeanAndVariance : ResidualNorm
{
    private readonly Parameter weight; // [D]
    private readonly Parameter bias; // [D]
    private readonly double epsilon;

    public MeanAndVariance(Tensor weight, Tensor bias, double epsilon)
        : base(nameof(LayerNorm))
    {
        (this.weight, this.bias, this.epsilon) = (nn.Parameter(weight), nn.Parameter(bias), epsilon);
        RegisterComponents();
    }

    public override Tensor Normalise(Tensor x, Tensor? branch) => FusedNorm.layer_norm(x, weight, bias, epsilon, branch);

    public override (Tensor Sum, Tensor Normed) Add(Tensor x, Tensor branch) => FusedNorm.add_layer_norm(x, branch, weight, bias, epsilon);
}
