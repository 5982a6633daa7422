using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// Weight exp(query_t + key_s) of key s for query t: the decay of a gate, or stabilisation by a running maximum.
/// </summary>
/// <param name="query">[G, B, T], non-increasing in t.</param>
/// <param name="key">[G, B, T], with query_t + key_s at most 0 (up to a constant) for s &lt;= t; -infinity excludes the key.</param>
/// <param name="before">[G, B]: the query logarithm before the first token; a state is scaled by its exponential.</param>
public sealed record PairWeights(Tensor query, Tensor key, Tensor before);
