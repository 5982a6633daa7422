using Workbench.Configuration;
using Workbench.Models.Contracts;
using static TorchSharp.torch;

namespace Workbench.Models.Heads;

/// <summary>
/// G groups of query heads, each with one key/value head: <c>gqa:2</c>. G = H is multi-head, G = 1 multi-query. Ainslie et al. 2023.
/// </summary>
/// <param name="Groups">The number of key/value heads; must divide the number of heads.</param>
public sealed record GroupedQuery([property: InRange(1)] int Groups) : HeadsConfig, IExactLimits
{
    /// <inheritdoc/>
    public override int KeyValueHeads(int headCount) => Groups;

    /// <summary>
    /// Multi-head attention with keys and values tiled over the heads of a group. Also with dropout: a head's mask does not depend on
    /// whether it shares its keys.
    /// </summary>
    /// <inheritdoc/>
    public IEnumerable<ExactLimit> Limits(TransformerConfig model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var multi = model with { Heads = new MultiHead() };
        // Parameters per key/value head in the attention mechanism (a gate) would need tiling too.
        if (model.Attention.ParameterCount(model) != model.Attention.ParameterCount(multi))
            yield break;
        foreach (var dropout in new[] { 0, 0.3 })
        {
            yield return new(
                "grouped queries are multi-head with tiled keys and values",
                model with
                {
                    Dropout = dropout,
                },
                multi with
                {
                    Dropout = dropout,
                },
                1e-12
            )
            {
                Weight = (name, left) =>
                    name.Contains(".qkv.", StringComparison.Ordinal) ? Tiled(left, model.Around(name), model.HeadCount)
                    : name.Contains(".key_value.", StringComparison.Ordinal) ? Tiled(left, model, 0)
                    : left,
            };
        }
    }

    /// <summary>Expands the rows of Q query heads and 2G key and value heads to those of Q + 2H heads; Q is H or 0.</summary>
    private Tensor Tiled(Tensor rows, TransformerConfig model, int queries)
    {
        var parts = rows.split([queries * model.HeadWidth, Groups * model.HeadWidth, Groups * model.ValueWidth], 0);
        return cat([parts[0], Repeated(parts[1]), Repeated(parts[2])], 0);

        Tensor Repeated(Tensor part) => part.unflatten(0, [Groups, -1]).repeat_interleave(model.HeadCount / Groups, 0).flatten(0, 1);
    }
}
