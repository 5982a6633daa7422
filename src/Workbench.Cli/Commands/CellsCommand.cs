using System.CommandLine;
using Workbench.Ablation;
using Workbench.Notebook;
using Workbench.Notebook.Documents.Running;
using Workbench.Notebook.Streams;
using Workbench.Operations;

namespace Workbench.Cli.Commands;

/// <summary>
/// The hidden command that <c>run</c> starts as a child process: requests on standard input, outputs of cells on standard output.
/// </summary>
internal static class CellsCommand
{
    public static Command Create(HostEnvironment host, Func<HostEnvironment, IInterpreter> interpreter)
    {
        var command = new Command("cells", "Runs the cells of a notebook") { Hidden = true };
        command.SetAction(
            async (_, _) =>
            {
                using var streams = StandardStreams.Take(errors: false);
                return (int)
                    await CellHost
                        .RunAsync(streams.Input, streams.Output, () => interpreter(host), WorkerLifetime.OfThisProcess, host.Clock)
                        .ConfigureAwait(false);
            }
        );
        return command;
    }
}
