using Workbench.Ablation;
using Workbench.Ablation.Launchers;
using Workbench.Data;
using Workbench.Training;

namespace Workbench.Testing;

/// <summary>This program as a worker process with the real trainer.</summary>
internal static class RealWorker
{
    public const string Word = "real-worker";

    public static WorkerCommand Command { get; } =
        FakeWorker.Command with
        {
            Arguments = [.. FakeWorker.Command.Arguments.SkipLast(1), Word],
        };

    private static TrainerExecutor Executor =>
        new(new TaskSource(new Catalogue(Path.Combine(Path.GetTempPath(), "no data are needed"))), TimeProvider.System);

    /// <summary>Computes jobs of the input, or the one of a file: --job FILE --attempt K.</summary>
    public static async Task<int> RunAsync(params string[] arguments) =>
        arguments is [_, var file, _, var attempt]
            ? (int)
                await BatchWorker.RunAsync(
                    file,
                    int.Parse(attempt),
                    Executor,
                    threads => RunEnvironment.Current() with { Threads = threads },
                    TimeProvider.System
                )
            : (int)await WorkerHost.RunAsync(Console.In, Console.Out, Executor, WorkerLifetime.OfThisProcess, TimeProvider.System);
}
