using System.CommandLine;
using Workbench.Ablation;
using Workbench.Operations;

namespace Workbench.Cli.Faces;

/// <summary>The hidden command that a study starts: one job on standard input, events on standard output.</summary>
internal static class WorkerFace
{
    public static Command Command(Terminal terminal, Surroundings surroundings)
    {
        var command = new Command("worker", "Computes one run for a study") { Hidden = true };
        command.SetAction(async (_, cancellation) =>
        {
            var services = new Workplace(surroundings);
            var executor = services.Services(services.Tasks(NoProgress.Instance, cancellation)).Executor;
            return (int)await WorkerHost.RunAsync(terminal.In, terminal.Out, executor, WorkerLifetime.OfThisProcess, surroundings.Clock, cancellation).ConfigureAwait(false);
        });
        return command;
    }

    private sealed class NoProgress : IProgress<OperationEvent>
    {
        public static readonly NoProgress Instance = new();

        public void Report(OperationEvent value) { }
    }
}
