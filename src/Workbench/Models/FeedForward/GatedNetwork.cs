using TorchSharp.Modules;
using Workbench.Kernels;
using Workbench.Models.Initialisation;
using static TorchSharp.torch;

namespace Workbench.Models.FeedForward;

/// <summary>(f(x W + b) * (x V + c)) W2 + b2; W and V are computed as one product.</summary>
internal sealed class GatedNetwork : nn.Module<Tensor, Tensor>
{
    private readonly Linear expand;
    private readonly Linear contract;
    private readonly Activation activation;

    public GatedNetwork(BuildPlan plan, int inner, Activation activation)
        : base(nameof(GatedNetwork))
    {
        var width = plan.Model.Width;
        using var gate = plan.Draw("gate.weight", WeightRole.Projection, inner, width);
        using var value = plan.Draw("value.weight", WeightRole.Projection, inner, width);
        expand = BuildPlan.Linear(cat([gate, value], 0), plan.Bias(2 * inner));
        contract = plan.Linear(nameof(contract), inner, width, WeightRole.ResidualEnd);
        this.activation = activation;
        RegisterComponents();
    }

    /// <summary>[B, T, D] to [B, T, D].</summary>
    public override Tensor forward(Tensor x) =>
        FusedNetwork.gated(x, new(expand.weight!, expand.bias, contract.weight!, contract.bias), activation);
}
