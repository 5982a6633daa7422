using System.CommandLine;
using Workbench.Ablation;
using Workbench.Operations;

namespace Workbench.Cli.Commands;

/// <summary>
/// The hidden command that computes a study's runs: as a child process, with jobs on standard input and events on standard output, or as a
/// batch job, with one job from a file.
/// </summary>
internal static class WorkerProcessCommand
{
    public static Command Create(Terminal terminal, HostEnvironment host)
    {
        var command = new Command("worker", "Computes runs for a study") { Hidden = true };
        var job = new Option<string?>("--job") { Description = "The file of a batch job" };
        var attempt = new Option<int>("--attempt") { Description = "How often the batch job was requeued" };
        command.Options.Add(job);
        command.Options.Add(attempt);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var workbench = new WorkbenchServices(host);
                var services = workbench.Services(workbench.Tasks(NullProgress.Instance, cancellation));
                if (parsed.GetValue(job) is { } file)
                    return (int)
                        await BatchWorker
                            .RunAsync(
                                host.Resolve(file),
                                parsed.GetValue(attempt),
                                services.Executor,
                                services.Environment,
                                host.Clock,
                                cancellation
                            )
                            .ConfigureAwait(false);
                return (int)
                    await WorkerHost
                        .RunAsync(terminal.In, terminal.Out, services.Executor, WorkerLifetime.OfThisProcess, host.Clock, cancellation)
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
