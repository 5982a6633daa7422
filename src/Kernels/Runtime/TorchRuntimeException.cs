namespace Workbench.Kernels.Runtime;

/// <summary>
/// libtorch or TorchSharp's native library could not be loaded. The message names the library, the cause and the next step. Commands end
/// with exit code 2 on this exception.
/// </summary>
/// <param name="message">The missing library or version, and the next step.</param>
/// <param name="inner">The exception of the system's loader.</param>
public sealed class TorchRuntimeException(string message, Exception? inner = null) : Exception(message, inner);
