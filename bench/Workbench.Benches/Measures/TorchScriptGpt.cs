using System.Globalization;
using TorchSharp;
using Workbench.Models;
using static TorchSharp.torch;

namespace Workbench.Benches.Measures;

/// <summary>
/// What a user of TorchSharp can tune by TorchScript: operators that TorchSharp does not bind, and a model's loss in one call.
/// </summary>
internal sealed class TorchScriptGpt : IDisposable
{
    private const string Optimiser = """
        def step(p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], t: List[Tensor], rate: float, most: float) -> Tensor:
            norm = torch.stack(torch._foreach_norm(g, 2.0)).norm()
            scale = torch.clamp((norm + 1e-6) / most, min=1.0)
            torch._foreach_add_(t, 1)
            torch._fused_adamw_(p, g, m, v, [], t, lr=rate, beta1=0.9, beta2=0.95, weight_decay=0.1, eps=1e-8,
                                amsgrad=False, maximize=False, grad_scale=scale)
            return norm

        """;

    private readonly jit.CompilationUnit _unit;

    /// <summary>The fused optimiser alone.</summary>
    public TorchScriptGpt() => _unit = jit.compile(Optimiser);

    /// <summary>The fused optimiser, and the loss of a model of this shape.</summary>
    public TorchScriptGpt(TransformerConfig model) => _unit = jit.compile(Optimiser + LossOf(model));

    /// <summary>The mean cross-entropy, differentiable.</summary>
    /// <param name="weights">The parameters of <see cref="PeerGpt"/>, in their order.</param>
    /// <param name="tokens">[B, T] int64.</param>
    /// <param name="targets">[B, T] int64.</param>
    public Tensor Loss(Tensor[] weights, Tensor tokens, Tensor targets) => (Tensor)_unit.invoke("loss", weights, tokens, targets);

    /// <summary>Clips by the global norm and takes a step of AdamW; the moments and step counts move on.</summary>
    public Tensor Step(
        Tensor[] parameters,
        Tensor[] gradients,
        Tensor[] means,
        Tensor[] squares,
        Tensor[] steps,
        double rate,
        double most
    ) => (Tensor)_unit.invoke("step", parameters, gradients, means, squares, steps, rate, most);

    public void Dispose() => _unit.Dispose();

    private static string LossOf(TransformerConfig model)
    {
        var head = model.TieEmbeddings ? 0 : 12 * model.Layers + 4;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            def loss(w: List[Tensor], tokens: Tensor, targets: Tensor) -> Tensor:
                B, T = tokens.size(0), tokens.size(1)
                x = torch.embedding(w[0], tokens) + w[1].narrow(0, 0, T)
                for i in range({model.Layers}):
                    n = 2 + 12 * i
                    h = torch.linear(torch.layer_norm(x, [{model.Width}], w[n], w[n + 1]), w[n + 2], w[n + 3])
                    q, k, v = torch.chunk(h.view([B, T, {3 * model.HeadCount}, {model.HeadWidth}]).transpose(1, 2), 3, 1)
                    a = torch.scaled_dot_product_attention(q, k, v, None, 0.0, True)
                    x = x + torch.linear(a.transpose(1, 2).reshape([B, T, {model.Width}]), w[n + 4], w[n + 5])
                    h = torch.gelu(torch.linear(torch.layer_norm(x, [{model.Width}], w[n + 6], w[n + 7]), w[n + 8], w[n + 9]))
                    x = x + torch.linear(h, w[n + 10], w[n + 11])
                last = {2 + 12 * model.Layers}
                logits = torch.linear(torch.layer_norm(x, [{model.Width}], w[last], w[last + 1]), w[{head}])
                return torch.cross_entropy_loss(logits.view([B * T, {model.Vocabulary}]), targets.view([B * T]))

            """
        );
    }
}
