using Workbench.Ablation;
using Workbench.Ablation.Launchers;
using Workbench.Data;

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

    public static async Task<int> RunAsync() =>
        (int)
            await WorkerHost.RunAsync(
                Console.In,
                Console.Out,
                new TrainerExecutor(
                    new TaskSource(new Catalogue(Path.Combine(Path.GetTempPath(), "no data are needed"))),
                    TimeProvider.System
                ),
                WorkerLifetime.OfThisProcess,
                TimeProvider.System
            );
}
