using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>Cosine and sine tables of rotary position encoding, made by <see cref="Rotary.tables"/>.</summary>
/// <param name="Cosine">[P, K/2], one row per position from 0.</param>
/// <param name="Sine">[P, K/2]</param>
/// <param name="Layout">Which coordinates form a plane.</param>
public readonly record struct RotaryTables(Tensor Cosine, Tensor Sine, RopeLayout Layout);
