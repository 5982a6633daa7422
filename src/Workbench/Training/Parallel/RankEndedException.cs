namespace Workbench.Training;

/// <summary>Another rank has ended, so this one ends too.</summary>
/// <param name="rank">The other rank.</param>
/// <param name="exitCode">The exit code with which it ends.</param>
/// <param name="text">What it has to say; empty when it ended without an error.</param>
internal sealed class RankEndedException(int rank, ExitCode exitCode, string text)
    : WorkbenchException(text.Length > 0 ? $"rank {rank}: {text}" : $"rank {rank} has ended")
{
    /// <inheritdoc/>
    public override ExitCode ExitCode => exitCode;
}
