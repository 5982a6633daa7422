using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>State of linear attention after the tokens read so far.</summary>
/// <param name="sums">[G, B, F, K]: the sum of phi(k) v^T; with weights, scaled by exp(query of the last token).</param>
/// <param name="normaliser">[G, B, D]: the sum of the denominator's key features, scaled equally; null without a division.</param>
public sealed record LinearState(Tensor sums, Tensor? normaliser);
