using TorchSharp;
using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Models;
using Workbench.Models.Norms;
using static TorchSharp.torch;

[assembly: WorkbenchPlugin(typeof(MeanAbsNorm), "meanabs")]

/// <summary>x / (mean |x| + epsilon) over the width.</summary>
public sealed record MeanAbsNorm : NormConfig
{
    /// <summary>Added to the mean.</summary>
    [InRange(0, 1, Above = true)]
    public double Epsilon { get; init; } = 1e-5;

    public override nn.Module<Tensor, Tensor> Build(BuildPlan plan) => new Scale(Epsilon);

    public override long ParameterCount(int width) => 0;

    private sealed class Scale(double epsilon) : nn.Module<Tensor, Tensor>("MeanAbsNorm")
    {
        public override Tensor forward(Tensor x) => x / (x.abs().mean([-1], keepdim: true) + epsilon); // [..., D]
    }
}
