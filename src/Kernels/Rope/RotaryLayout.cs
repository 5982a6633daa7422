namespace Workbench.Kernels;

/// <summary>Which coordinates of a head of width K make a plane.</summary>
public enum RotaryLayout
{
    /// <summary>Plane p is (2p, 2p + 1), as in the paper.</summary>
    Interleaved,

    /// <summary>Plane p is (p, p + K/2), as in GPT-NeoX and LLaMA.</summary>
    HalfSplit,
}
