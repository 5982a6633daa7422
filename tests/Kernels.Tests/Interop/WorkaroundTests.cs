using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Workbench.Kernels.Tests.Workarounds;

public sealed class WorkaroundTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    private static Tensor Random(string name, params long[] shape) =>
        Philox.normal(shape, RandomStream.Named(3, name), dtype: ScalarType.Float64);

    [Fact]
    public void Rms_norm_is_its_formula()
    {
        var (x, weight) = (Random("x", 3, 5), Random("w", 5));
        Expect.Close(
            x / (x.square().mean([-1], keepdim: true) + 0.1).sqrt() * weight,
            ScriptedOperators.rms_norm(x, weight, 0.1),
            1e-12,
            "rms_norm"
        );
        Expect.Close(
            x / x.square().mean([-1], keepdim: true).sqrt(),
            ScriptedOperators.rms_norm(x, null, 0),
            1e-12,
            "rms_norm without weight"
        );
    }

    [Theory]
    [InlineData(false, 4)]
    [InlineData(true, 4)]
    [InlineData(true, 2)]
    public void Attention_takes_a_scale_and_grouped_keys(bool causal, int groups)
    {
        var (q, k, v) = (Random("q", 2, 4, 6, 8), Random("k", 2, groups, 6, 8), Random("v", 2, groups, 6, 8));
        var terms = new AttentionTerms { Causal = causal, Scale = 0.3 };
        var exact = FusedAttention.attention(q, k, v, terms); // float64: plain operators
        Expect.Close(exact, ScriptedOperators.scaled_dot_product_attention(q, k, v, null, causal, 0.3), 1e-12, "attention");
    }

    [Fact]
    public void Attention_adds_a_mask()
    {
        var (q, k, v, mask) = (Random("q", 1, 2, 3, 4), Random("k", 1, 2, 5, 4), Random("v", 1, 2, 5, 4), Random("mask", 3, 5));
        var exact = (q.matmul(k.transpose(-2, -1)) * 0.7 + mask).softmax(-1).matmul(v);
        Expect.Close(exact, ScriptedOperators.scaled_dot_product_attention(q, k, v, mask, false, 0.7), 1e-12, "attention with a mask");
    }

    [Fact]
    public void Fused_AdamW_steps_as_TorchSharps_own()
    {
        Tensor[] Fresh() => [Random("a", 4, 3).@float(), Random("b", 3).@float()];
        Tensor[] gradients = [Random("ga", 4, 3).@float(), Random("gb", 3).@float()];
        var own = Fresh().Select(tensor => new Parameter(tensor)).ToArray();
        using var optimiser = optim.AdamW(own, 0.01, 0.8, 0.95, 1e-6, 0.1);
        var fused = Fresh();
        Tensor[] means = [.. fused.Select(zeros_like)],
            squares = [.. fused.Select(zeros_like)];
        for (var step = 1; step <= 3; step++)
        {
            foreach (var (parameter, gradient) in own.Zip(gradients))
                parameter.grad = gradient.clone();
            optimiser.step();
            ScriptedOperators.fused_adamw_(
                fused,
                gradients,
                means,
                squares,
                [.. fused.Select(_ => tensor((float)step))],
                0.01,
                0.8,
                0.95,
                0.1,
                1e-6
            );
        }
        foreach (var (a, b) in own.Zip(fused))
            Expect.Close(a, b, 1e-6, "AdamW");
    }

    private static Tensor zeros_like(Tensor tensor) => torch.zeros_like(tensor);

    [Fact]
    public void A_tied_weight_counts_once_under_its_first_name()
    {
        var embedding = nn.Embedding(5, 3);
        var head = nn.Linear(3, 5);
        head.weight = embedding.weight!;
        using var model = nn.Sequential(("embedding", embedding), ("head", head));
        Assert.Equal(
            ["embedding.weight", "head.bias"],
            TiedParameters.Distinct(model).Select(one => one.Name).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Parameters_without_numbers_are_told_apart()
    {
        using var model = nn.Linear(3, 5, device: META);
        Assert.Equal(2, TiedParameters.Distinct(model).Count());
    }
}
