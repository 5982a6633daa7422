using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>What the tokens so far have left behind.</summary>
/// <param name="sums">[G, B, F, K]: the sum of phi(k) v^T; with weights, scaled by exp(query of the last token).</param>
/// <param name="normaliser">[G, B, D]: the sum of the denominator's key features, scaled alike; null where nothing is divided.</param>
public sealed record LinearState(Tensor sums, Tensor? normaliser);
