namespace Workbench.Kernels.Runtime;

/// <summary>
/// libtorch or TorchSharp's native library could not be loaded. The message names the library, the real cause and the next step; a program
/// ends with exit code 2 on it.
/// </summary>
/// <param name="message">What is missing, and what to do.</param>
/// <param name="inner">What the system's loader said.</param>
public sealed class TorchRuntimeException(string message, Exception? inner = null) : Exception(message, inner);
