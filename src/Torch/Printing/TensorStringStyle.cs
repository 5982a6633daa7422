namespace TorchSharp;

/// <summary>How a tensor is written out.</summary>
public enum TensorStringStyle
{
    /// <summary>Shape, type and device only.</summary>
    Metadata,
    /// <summary>As Julia does: matrices one after another.</summary>
    Julia,
    /// <summary>As NumPy does: nested brackets.</summary>
    Numpy,
    /// <summary>As C# would be written: nested braces.</summary>
    CSharp,
    /// <summary>The style that <see cref="torch.TensorStringStyle"/> is set to.</summary>
    Default,
}
