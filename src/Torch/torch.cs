namespace TorchSharp;

/// <summary>TorchSharp's <c>torch</c>: tensors, operators, gradients, devices. The API follows TorchSharp 0.107, the computing is libtorch's.</summary>
public static partial class torch;
