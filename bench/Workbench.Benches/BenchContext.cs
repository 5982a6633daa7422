using System.Globalization;
using Workbench.Operations;

namespace Workbench.Benches;

/// <summary>What every measure of a bench is given.</summary>
/// <param name="Ceilings">What the machine can do at most.</param>
/// <param name="Threads">The thread counts to try, ascending.</param>
/// <param name="Rounds">How often each side is measured.</param>
/// <param name="Scratch">A folder for files, deleted afterwards.</param>
/// <param name="HostEnvironment">Clock, folders, the program's own executable.</param>
internal sealed record BenchContext(
    MachineCeilings Ceilings,
    IReadOnlyList<int> Threads,
    int Rounds,
    string Scratch,
    HostEnvironment HostEnvironment
)
{
    /// <summary>One thread, and all cores.</summary>
    public static IReadOnlyList<int> ThreadCounts => [.. new[] { 1, Environment.ProcessorCount }.Distinct()];

    public TimeProvider Clock => HostEnvironment.Clock;

    /// <summary>"1 thread", "2 threads".</summary>
    public static string ThreadsText(int threads) =>
        string.Create(CultureInfo.InvariantCulture, $"{threads} {(threads == 1 ? "thread" : "threads")}");
}
