namespace Workbench.Kernels;

/// <summary>Which coordinates of a head of width K form a plane and are rotated together.</summary>
public enum RopeLayout
{
    /// <summary>Plane p is (2p, 2p + 1): the paper, GPT-J.</summary>
    Interleaved,

    /// <summary>Plane p is (p, p + K/2): GPT-NeoX, LLaMA.</summary>
    HalfSplit,
}
