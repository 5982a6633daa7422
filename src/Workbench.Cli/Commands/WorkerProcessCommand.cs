using System.CommandLine;
using Workbench.Ablation;
using Workbench.Operations;

namespace Workbench.Cli.Commands;

/// <summary>The hidden command that a study starts as a child process: jobs on standard input, events on standard output.</summary>
internal static class WorkerProcessCommand
{
    public static Command Create(Terminal terminal, HostEnvironment host)
    {
        var command = new Command("worker", "Computes runs for a study") { Hidden = true };
        command.SetAction(
            async (_, cancellation) =>
            {
                var services = new WorkbenchServices(host);
                var executor = services.Services(services.Tasks(NullProgress.Instance, cancellation)).Executor;
                return (int)
                    await WorkerHost
                        .RunAsync(terminal.In, terminal.Out, executor, WorkerLifetime.OfThisProcess, host.Clock, cancellation)
                        .ConfigureAwait(false);
            }
        );
        return command;
    }

    private sealed class NullProgress : IProgress<OperationEvent>
    {
        public static readonly NullProgress Instance = new();

        public void Report(OperationEvent value) { }
    }
}
