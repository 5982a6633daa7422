using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Workbench.Models.Norms;

/// <summary>x / sqrt(mean(x^2) + epsilon) * weight, with a weight for every coordinate [D] or one for all [1].</summary>
sealed class RootMeanSquare : nn.Module<Tensor, Tensor>
{
    readonly Parameter weight;
    readonly double epsilon;

    public RootMeanSquare(Tensor weight, double epsilon) : base(nameof(RootMeanSquare))
    {
        (this.weight, this.epsilon) = (nn.Parameter(weight), epsilon);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var inverse = x.square().mean([-1], keepdim: true).add_(epsilon).rsqrt_(); // [..., 1]
        return (x * inverse * weight).MoveToOuterDisposeScope();
    }
}
