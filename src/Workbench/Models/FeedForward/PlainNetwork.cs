using TorchSharp.Modules;
using Workbench.Kernels;
using Workbench.Models.Initialisation;
using static TorchSharp.torch;

namespace Workbench.Models.FeedForward;

/// <summary>f(x W1 + b1) W2 + b2.</summary>
internal sealed class PlainNetwork : nn.Module<Tensor, Tensor>
{
    private readonly Linear expand;
    private readonly Linear contract;
    private readonly Activation activation;

    public PlainNetwork(BuildPlan plan, int inner, Activation activation)
        : base(nameof(PlainNetwork))
    {
        expand = plan.Linear(nameof(expand), plan.Model.Width, inner, WeightRole.Projection);
        contract = plan.Linear(nameof(contract), inner, plan.Model.Width, WeightRole.ResidualEnd);
        this.activation = activation;
        RegisterComponents();
    }

    /// <summary>[B, T, D] to [B, T, D].</summary>
    public override Tensor forward(Tensor x) =>
        FusedNetwork.activated(x, new(expand.weight!, expand.bias, contract.weight!, contract.bias), activation);
}
