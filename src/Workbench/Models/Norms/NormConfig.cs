using System.Text.Json.Serialization;
using Workbench.Configuration;
using static TorchSharp.torch;

namespace Workbench.Models.Norms;

/// <summary>How activations of width D are normalised.</summary>
[VariantFamily("norm")]
[JsonDerivedType(typeof(LayerNorm), "layernorm")]
[JsonDerivedType(typeof(RmsNorm), "rmsnorm")]
[JsonDerivedType(typeof(ScaleNorm), "scalenorm")]
public abstract record NormConfig
{
    /// <summary>Builds the module: [..., D] to [..., D].</summary>
    public abstract nn.Module<Tensor, Tensor> Build(BuildPlan plan);

    /// <summary>Trained parameters of one norm of width D.</summary>
    public abstract long ParameterCount(int width);
}
