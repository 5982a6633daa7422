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
        private double scale = scale;
        private long causal = terms.Causal ? 1 : 0;
        private long window = terms.Window;
        private nint prefix = terms.Prefix?.Handle ?? 0;
        private nint padding = terms.KeyPadding?.Handle ?? 0;
        private nint bias = terms.Bias?.Handle ?? 0;
        private nint relative = terms.Relative?.Handle ?? 0;
        private double dropout = terms.Dropout;
        private long seed = unchecked((long)terms.DropoutStream.Seed);
        private long role = terms.DropoutStream.Role;
        private long step = terms.DropoutStream.Step;
    }

    [LibraryImport(Library)]
    internal static partial nint workbench_attention(nint q, nint k, nint v, in AttentionArguments terms, out nint result);

    [LibraryImport(Library)]
    internal static partial nint workbench_self_attention(nint qkv, long heads, in AttentionArguments terms, out nint result);
}
