namespace TorchSharp;

/// <summary>The kind of a device; the numbers are libtorch's.</summary>
public enum DeviceType
{
    /// <summary>The processor.</summary>
    CPU = 0,
    /// <summary>An NVIDIA GPU.</summary>
    CUDA = 1,
    /// <summary>Reserved by libtorch.</summary>
    MKLDNN = 2,
    /// <summary>Reserved by libtorch.</summary>
    OPENGL = 3,
    /// <summary>Reserved by libtorch.</summary>
    OPENCL = 4,
    /// <summary>Reserved by libtorch.</summary>
    IDEEP = 5,
    /// <summary>An AMD GPU.</summary>
    HIP = 6,
    /// <summary>Reserved by libtorch.</summary>
    FPGA = 7,
    /// <summary>Reserved by libtorch.</summary>
    MSNPU = 8,
    /// <summary>An XLA device.</summary>
    XLA = 9,
    /// <summary>An Apple GPU.</summary>
    MPS = 13,
    /// <summary>No memory at all: shapes and types only.</summary>
    META = 14,
}
