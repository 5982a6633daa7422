using TorchSharp;
using Workbench.Configuration;
using Workbench.Models.Contracts;
using Workbench.Models.Norms;
using static TorchSharp.torch;

namespace Workbench.Tests.ModelTests;

public sealed class NormTests
{
    private static nn.Module<Tensor, Tensor> Build(string norm) =>
        Variants.Parse<NormConfig>(norm).Build(new(ContractSpace.Base, CPU, ScalarType.Float64, 0));

    [Theory]
    [InlineData("layernorm", true)]
    [InlineData("rmsnorm", false)]
    [InlineData("scalenorm", false)]
    public void Scale_changes_nothing_and_shift_only_without_centring(string norm, bool centres)
    {
        using var scope = NewDisposeScope();
        using var module = Build($"{norm}:epsilon=1e-14");
        var x = Tensors.Normal(1, 3, 5, 16);
        Tensors.Close(module.call(x), module.call(x * 37), 1e-10);
        Assert.Equal(centres, Probe.Largest(module.call(x) - module.call(x + 2)) < 1e-10);
    }

    [Fact]
    public void Scalenorm_is_rmsnorm_with_one_gain_of_root_d_at_first()
    {
        using var scope = NewDisposeScope();
        using var shared = Build("scalenorm:epsilon=1e-14");
        using var each = Build("rmsnorm:epsilon=1e-14");
        var x = Tensors.Normal(2, 4, 16);
        Tensors.Close(each.call(x), shared.call(x), 1e-12);
        Tensors.Close(x * 4 / x.norm(1, keepdim: true), shared.call(x), 1e-10); // sqrt(16) x / |x|
    }
}
