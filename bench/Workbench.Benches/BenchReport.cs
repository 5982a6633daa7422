using Workbench.Kernels.Runtime;
using Workbench.Operations;

namespace Workbench.Benches;

/// <summary>What a bench found, and where.</summary>
/// <param name="Processor">The processor's name, and how many the program sees.</param>
/// <param name="Amx">Whether the processor has AMX tiles.</param>
/// <param name="Libtorch">TorchSharp, libtorch and its math libraries.</param>
/// <param name="Threads">The thread counts that each side was measured with; its fastest counts.</param>
/// <param name="Rounds">How often each side was measured.</param>
/// <param name="Comparisons">The comparisons, in the order in which they were made.</param>
public sealed record BenchReport(
    string Processor,
    bool Amx,
    string Libtorch,
    IReadOnlyList<int> Threads,
    int Rounds,
    IReadOnlyList<Comparison> Comparisons
)
{
    internal static BenchReport Of(BenchContext context, IReadOnlyList<Comparison> comparisons) =>
        new(Doctor.Processor(), HasAmx(), TorchConfiguration.Read().Summary, context.Threads, context.Rounds, comparisons);

    private static bool HasAmx()
    {
        const string info = "/proc/cpuinfo";
        var lines = File.Exists(info) ? File.ReadLines(info) : [];
        var flags = lines.FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal));
        return flags?.Split(' ').Contains("amx_tile") == true;
    }
}
