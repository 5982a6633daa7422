using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// Features of the denominator, when they differ from those of the numerator (rotated queries and keys, Su et al. 2021, equation 19).
/// </summary>
/// <param name="query">[G, R, B, T, D]</param>
/// <param name="key">[G, B, T, D]</param>
public sealed record TotalFeatures(Tensor query, Tensor key);
