using Workbench.Configuration;
using Workbench.Models;
using Workbench.Models.Attention;
using Workbench.Models.Contracts;
using Workbench.Models.Positions;
using static TorchSharp.torch;

namespace Workbench.Tests.ModelTests;

public sealed class DeltaTests
{
    private const int Width = 8;

    /// <summary>The mechanism of a model of one head, all of whose rates are sigmoid(logit).</summary>
    private static AttentionMechanism Build(double logit)
    {
        var model = ContractSpace.Base with { Width = Width, HeadCount = 1, Attention = new DeltaAttention(), Position = new NoPosition() };
        var mechanism = model.Attention.Build(new(model, CPU, ScalarType.Float64, 0, "blocks.0.attention"));
        using var off = no_grad();
        foreach (var (name, weight) in mechanism.named_parameters())
            weight.fill_(name == "beta.bias" ? logit : 0);
        return mechanism;
    }

    /// <summary>What one sequence's tokens (keys [T, K], values [T, K]) give, each asking with its own key.</summary>
    private static Tensor Asked(AttentionMechanism mechanism, Tensor keys, Tensor values)
    {
        using var position = new NoPosition().Build(null!);
        var pass = new ForwardPass(position, null, null, 0, default);
        var k = keys.view(1, 1, -1, Width);
        return mechanism
            .Attend(zeros([1, keys.shape[0], Width], ScalarType.Float64), k.unsqueeze(0), k, values.view(1, 1, -1, Width), pass, null)
            .view(-1, Width);
    }

    [Fact]
    public void A_value_that_is_written_under_a_key_again_takes_the_place_of_the_first()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var delta = Build(logit: 40); // sigmoid is 1
        var key = Tensors.Normal(1, 1, Width);
        var values = Tensors.Normal(2, 3, Width);
        // The length of a key does not count: features have unit length. Of a rule without correction the last row would be the sum of all.
        Tensors.Close(values, Asked(delta, key.expand(3, -1), values), 1e-12);
    }

    [Fact]
    public void Half_the_rate_moves_half_the_way()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var delta = Build(logit: 0); // sigmoid is 1/2
        var value = Tensors.Normal(2, 1, Width);
        var told = Asked(delta, Tensors.Normal(1, 1, Width).expand(3, -1), value.expand(3, -1));
        Tensors.Close(cat([value / 2, value * 3 / 4, value * 7 / 8], 0), told, 1e-12);
    }
}
