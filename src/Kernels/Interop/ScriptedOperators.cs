using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// Operators of libtorch 2.10 that TorchSharp 0.107 does not bind, or binds without some of their arguments. TorchScript reaches them.
/// </summary>
public static class ScriptedOperators
{
    private const string Source = """
        def rms_norm(x: Tensor, width: int, weight: Optional[Tensor], eps: float):
            return torch.rms_norm(x, [width], weight, eps)

        def attention(q: Tensor, k: Tensor, v: Tensor, mask: Optional[Tensor], causal: bool, scale: float, grouped: bool):
            return torch.scaled_dot_product_attention(q, k, v, mask, 0.0, causal, scale=scale, enable_gqa=grouped)

        def adamw(parameters: List[Tensor], gradients: List[Tensor], means: List[Tensor], squares: List[Tensor], steps: List[Tensor],
                  rate: float, beta1: float, beta2: float, decay: float, eps: float):
            torch._fused_adamw_(parameters, gradients, means, squares, [], steps, lr=rate, beta1=beta1, beta2=beta2, weight_decay=decay,
                                eps=eps, amsgrad=False, maximize=False)
            return parameters[0]

        """;

    private static readonly Lazy<jit.CompilationUnit> Unit = new(static () => jit.compile(Source));

    /// <summary>
    /// x / sqrt(mean(x^2) + eps) * weight over the last dimension (Zhang, Sennrich 2019, "Root Mean Square Layer Normalization").
    /// TorchSharp has no rms_norm.
    /// </summary>
    /// <param name="x">[..., D], a floating type, any device.</param>
    /// <param name="weight">[D]; null counts as ones.</param>
    /// <param name="eps">Added to the mean square.</param>
    /// <returns>[..., D].</returns>
    public static Tensor rms_norm(Tensor x, Tensor? weight, double eps)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Call("rms_norm", x, checked((int)x.shape[^1]), weight, eps);
    }

    /// <summary>softmax(scale q k^T + mask) v. TorchSharp's scaled_dot_product_attention takes no scale and no grouped keys.</summary>
    /// <param name="q">[B, H, T, K], a floating type, any device.</param>
    /// <param name="k">[B, G, S, K]; G divides H.</param>
    /// <param name="v">[B, G, S, K].</param>
    /// <param name="mask">Added to the scores, or bool with true for what is seen; null for none.</param>
    /// <param name="causal">Query i sees keys 0 ... i: aligned to the first key, which is wrong for fewer queries than keys.</param>
    /// <param name="scale">What scores are multiplied by.</param>
    /// <returns>[B, H, T, K].</returns>
    public static Tensor scaled_dot_product_attention(Tensor q, Tensor k, Tensor v, Tensor? mask, bool causal, double scale)
    {
        ArgumentNullException.ThrowIfNull(q);
        ArgumentNullException.ThrowIfNull(k);
        ArgumentNullException.ThrowIfNull(v);
        return Call("attention", q, k, v, mask, causal, scale, q.shape[1] != k.shape[1]);
    }

    /// <summary>
    /// AdamW's step over all parameters in one operator (Loshchilov, Hutter 2019). TorchSharp steps each by a dozen operators.
    /// </summary>
    /// <param name="parameters">Stepped in place; at least one.</param>
    /// <param name="gradients">Theirs.</param>
    /// <param name="means">First moments, changed in place.</param>
    /// <param name="squares">Second moments, changed in place.</param>
    /// <param name="steps">Steps done, this one included: a float32 scalar for each parameter.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="beta1">Decay of the first moments.</param>
    /// <param name="beta2">Decay of the second moments.</param>
    /// <param name="decay">Weight decay.</param>
    /// <param name="eps">Added to the root of the second moment.</param>
    public static void fused_adamw_(
        Tensor[] parameters,
        Tensor[] gradients,
        Tensor[] means,
        Tensor[] squares,
        Tensor[] steps,
        double rate,
        double beta1,
        double beta2,
        double decay,
        double eps
    )
    {
        using var off = no_grad();
        Call("adamw", parameters, gradients, means, squares, steps, rate, beta1, beta2, decay, eps).Dispose();
    }

    // TorchSharp hands numbers over as Scalar objects that nothing keeps alive: here somebody does.
    private static Tensor Call(string function, params object?[] arguments)
    {
        object?[] held = [.. arguments.Select(static argument => argument is double number ? (Scalar)number : argument)];
        var result = (Tensor)Unit.Value.invoke(function, held!);
        GC.KeepAlive(held);
        return result;
    }
}
