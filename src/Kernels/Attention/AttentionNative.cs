using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

internal static partial class NativeMethods
{
    /// <summary>WorkbenchAttentionTerms of attention.cpp.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct AttentionArguments(AttentionTerms terms, double scale)
    {
        private double _scale = scale;
        private long _causal = terms.Causal ? 1 : 0;
        private long _window = terms.Window;
        private nint _prefix = terms.Prefix?.Handle ?? 0;
        private nint _padding = terms.KeyPadding?.Handle ?? 0;
        private nint _bias = terms.Bias?.Handle ?? 0;
        private nint _relative = terms.Relative?.Handle ?? 0;
        private double _dropout = terms.Dropout;
        private long _seed = unchecked((long)terms.DropoutStream.Seed);
        private long _role = terms.DropoutStream.Role;
        private long _step = terms.DropoutStream.Step;
    }

    [LibraryImport(Library)]
    internal static partial nint workbench_attention(nint q, nint k, nint v, in AttentionArguments terms, out nint result);

    [LibraryImport(Library)]
    internal static partial nint workbench_self_attention(nint qkv, long heads, nint cosine, nint sine, long interleaved, in AttentionArguments terms, out nint result);
}
