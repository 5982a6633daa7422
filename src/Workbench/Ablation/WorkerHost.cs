namespace Workbench.Ablation;

/// <summary>
/// The inside of a worker process: one job (JSON, one line) from the parent, events as JSON lines back. It stops when its
/// input ends, which is how it learns that its parent has stopped or died.
/// </summary>
public static class WorkerHost
{
    /// <summary>Runs one job and returns the process' exit code.</summary>
    public static Task<ExitCode> RunAsync(TextReader input, TextWriter output, TextWriter log, TimeProvider clock, CancellationToken cancellation = default) =>
        throw new InvalidOperationException("lands next");
}
