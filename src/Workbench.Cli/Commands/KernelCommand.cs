using System.CommandLine;
using Workbench.Ablation;
using Workbench.Interactive;
using Workbench.Notebook;
using Workbench.Notebook.Streams;
using Workbench.Operations;

namespace Workbench.Cli.Commands;

/// <summary>
/// <c>kernel --stdio</c>: a .NET Interactive kernel that communicates through the standard streams.
/// </summary>
internal static class KernelCommand
{
    public static Command Create(HostEnvironment hostEnvironment, Func<HostEnvironment, IInterpreter> interpreter)
    {
        var command = new OperationCommand(
            "kernel",
            "Run a kernel for .NET Interactive; started by the extension",
            [
                new Example(
                    "kernel --stdio",
                    "read JSON lines from standard input and write JSON lines to standard output until the input ends"
                ),
            ]
        );
        var stdio = new Option<bool>("--stdio") { Description = "Communicate through the standard streams; required" };
        var host = new Option<string>("--kernel-host")
        {
            Description = "The host's name for this process",
            HelpName = "name",
            DefaultValueFactory = _ => $"workbench-{Environment.ProcessId}",
        };
        command.Options.Add(stdio);
        command.Options.Add(host);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                if (!parsed.GetValue(stdio))
                    throw new InvalidInputException(
                        "a transport must be given",
                        null,
                        "--stdio",
                        $"For Jupyter and VS Code: {new CommandRef("jupyter install")}"
                    );
                // Before anything is printed: standard output is now used by the protocol.
                using var streams = StandardStreams.Take(errors: false);
                using var language = (NotebookInterpreter)interpreter(hostEnvironment);
                await StdioServer
                    .RunAsync(
                        language,
                        streams.Input,
                        streams.Output,
                        parsed.GetValue(host)!,
                        WorkerLifetime.OfThisProcess,
                        hostEnvironment.Clock,
                        cancellation
                    )
                    .ConfigureAwait(false);
                return (int)ExitCode.Done;
            }
        );
        return command;
    }
}
