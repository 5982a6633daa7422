using TorchSharp.Modules;
using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Models.Norms;

/// <summary>x / sqrt(mean(x^2) + epsilon) * weight, with a weight for every coordinate [D] or one for all [1].</summary>
internal sealed class RootMeanSquare : ResidualNorm
{
    private readonly Parameter weight;
    private readonly double epsilon;
    private readonly bool shared;

    public RootMeanSquare(Tensor weight, double epsilon, bool shared = false)
        : base(nameof(RootMeanSquare))
    {
        (this.weight, this.epsilon, this.shared) = (nn.Parameter(weight), epsilon, shared);
        RegisterComponents();
    }

    public override Tensor Normalise(Tensor x, Tensor? branch) =>
        shared ? FusedNorm.scale_norm(x, weight, epsilon, branch) : FusedNorm.rms_norm(x, weight, epsilon, branch);

    public override (Tensor Sum, Tensor Normed) Add(Tensor x, Tensor branch) =>
        shared ? FusedNorm.add_scale_norm(x, branch, weight, epsilon) : FusedNorm.add_rms_norm(x, branch, weight, epsilon);
}
