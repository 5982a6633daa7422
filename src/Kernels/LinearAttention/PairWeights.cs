using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// The weight of key s for query t as exp(query_t + key_s): the decay of a gate, or a running maximum that keeps exponentials in range.
/// </summary>
/// <param name="query">[G, B, T], never increasing with t.</param>
/// <param name="key">[G, B, T], with query_t + key_s at most 0 (up to a constant) for s &lt;= t; -infinity leaves the key out.</param>
/// <param name="before">[G, B]: the query's logarithm before the first token, what a state is scaled by.</param>
public sealed record PairWeights(Tensor query, Tensor key, Tensor before);
