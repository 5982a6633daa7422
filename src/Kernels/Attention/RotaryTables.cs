using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>The angles of rotary positions, as <see cref="Rotary.tables"/> makes them.</summary>
/// <param name="Cosine">[P, K/2], a row for each position from 0 on.</param>
/// <param name="Sine">[P, K/2]</param>
/// <param name="Layout">Which coordinates make a plane.</param>
public readonly record struct RotaryTables(Tensor Cosine, Tensor Sine, RopeLayout Layout);
