using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// Operators of libtorch 2.10 that TorchSharp 0.107 does not bind, or binds without some arguments; called through TorchScript.
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
    /// <param name="weight">[D]; null means ones.</param>
    /// <param name="eps">Added to the mean square.</param>
    /// <returns>[..., D].</returns>
    public static Tensor rms_norm(Tensor x, Tensor? weight, double eps)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Call("rms_norm", x, checked((int)x.shape[^1]), weight, eps);
    }

    /// <summary>softmax(scale q k^T + mask) v. TorchSharp's scaled_dot_product_attention supports neither a scale nor grouped
    /// keys.</summary>
    /// <param name="q">[B, H, T, K], a floating type, any device.</param>
    /// <param name="k">[B, G, S, K]; G divides H.</param>
    /// <param name="v">[B, G, S, K].</param>
    /// <param name="mask">Added to the scores, or bool with true for visible keys; null for none.</param>
    /// <param name="causal">Query i sees keys 0 ... i. The mask is aligned to the first key, so it is wrong with fewer queries than
    /// keys.</param>
    /// <param name="scale">The factor on the scores.</param>
    /// <returns>[B, H, T, K].</returns>
    public static Tensor scaled_dot_product_attention(Tensor q, Tensor k, Tensor v, Tensor? mask, bool causal, double scale)
    {
        ArgumentNullException.ThrowIfNull(q);
        ArgumentNullException.ThrowIfNull(k);
        ArgumentNullException.ThrowIfNull(v);
        return Call("attention", q, k, v, mask, causal, scale, q.shape[1] != k.shape[1]);
    }

    /// <summary>
    /// AdamW's step for all parameters in one operator (Loshchilov, Hutter 2019). TorchSharp's AdamW needs about a dozen operators per
    /// parameter.
    /// </summary>
    /// <param name="parameters">Parameters, updated in place; at least one.</param>
    /// <param name="gradients">Gradients of the parameters.</param>
    /// <param name="means">First moments, updated in place.</param>
    /// <param name="squares">Second moments, updated in place.</param>
    /// <param name="steps">Number of steps including this one: a float32 scalar per parameter.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="beta1">Decay of the first moments.</param>
    /// <param name="beta2">Decay of the second moments.</param>
    /// <param name="decay">Weight decay.</param>
    /// <param name="eps">Added to the square root of the second moment.</param>
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

    // TorchSharp passes numbers as Scalar objects without keeping them alive, so hold them here until the call returns.
    private static Tensor Call(string function, params object?[] arguments)
    {
        object?[] held = [.. arguments.Select(static argument => argument is double number ? (Scalar)number : argument)];
        var result = (Tensor)Unit.Value.invoke(function, held!);
        GC.KeepAlive(held);
        return result;
    }
}
