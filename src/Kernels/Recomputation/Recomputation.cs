using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>A function whose activations can be computed again.</summary>
/// <param name="inputs">The inputs.</param>
/// <param name="again">Whether the same outputs were computed before: in the backward pass, and in a check at a module's first
/// call.</param>
/// <returns>The outputs.</returns>
public delegate IReadOnlyList<Tensor> RecomputedFunction(IReadOnlyList<Tensor> inputs, bool again);

/// <summary>A function cannot be computed again with the same results.</summary>
/// <param name="rule">The broken rule.</param>
/// <param name="function">The function's name.</param>
public sealed class RecomputationException(string rule, string function) : InvalidOperationException($"{rule} (got {function})")
{
    /// <summary>The broken rule.</summary>
    public string Rule { get; } = rule;

    /// <summary>The function's name.</summary>
    public string Function { get; } = function;
}

/// <summary>
/// Gradient checkpointing (Chen et al. 2016, "Training Deep Nets with Sublinear Memory Cost"): the forward pass keeps only the inputs and
/// outputs of a function, and the backward pass computes the function again for the activations between them. Losses and gradients are
/// bitwise those of the function without recomputation.
/// </summary>
/// <remarks>
/// The second computation has the precision (<see cref="MixedPrecision"/>), the state of libtorch's CPU generator and the buffers of the
/// first one, and its outputs are compared with those of the first one. The order of one sum differs: a
/// parameter that several recomputed functions share and that one of them uses more than once gets that function's gradients as one sum.
/// </remarks>
public static class Recomputation
{
    /// <summary>Computes a function without keeping its activations. Where no gradient is needed, this is a plain call.</summary>
    /// <param name="name">The function's name, for error messages.</param>
    /// <param name="function">The function. Its outputs must depend only on its inputs, the modules and constants.</param>
    /// <param name="inputs">The differentiable inputs.</param>
    /// <param name="modules">The modules whose parameters and buffers the function uses.</param>
    /// <returns>The outputs.</returns>
    /// <exception cref="RecomputationException">The function uses a differentiable tensor that is neither an input nor a parameter of the
    /// modules. Other violations are found in the backward pass; see <see cref="BackwardFailure"/>.</exception>
    public static IReadOnlyList<Tensor> Run(
        string name,
        RecomputedFunction function,
        IReadOnlyList<Tensor> inputs,
        params IReadOnlyList<nn.Module> modules
    )
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(modules);
        Tensor[] weights =
        [
            .. modules
                .SelectMany(TiedParameters.Distinct)
                .Select(static one => one.Parameter)
                .DistinctBy(TiedParameters.Identity)
                .Where(static one => one.requires_grad),
        ];
        Tensor?[] all = [.. inputs, .. weights];
        if (!is_grad_enabled() || !Array.Exists(all, static one => one!.requires_grad))
            return function(inputs, false);
        KernelGraphs.Made();
        var call = new RecomputedCall(name, function, weights);
        var (outputs, kept) = call.First(inputs, modules);
        using var views = new WeightViews(all, [.. Enumerable.Range(inputs.Count, weights.Length)]);
        var node = AutogradNode.Begin(RecomputedCall.Backward, call, all);
        try
        {
            return node.End(all, outputs, [.. inputs, .. outputs, .. kept]);
        }
        catch
        {
            node.Release();
            throw;
        }
    }
}
