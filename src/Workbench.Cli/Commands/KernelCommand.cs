using System.CommandLine;
using Workbench.Ablation;
using Workbench.Interactive;
using Workbench.Notebook;
using Workbench.Notebook.Streams;
using Workbench.Operations;

namespace Workbench.Cli.Commands;

/// <summary>
/// <c>kernel --stdio</c>: the notebook's language for .NET Interactive, which speaks with it through the standard streams.
/// </summary>
internal static class KernelCommand
{
    public static Command Create(HostEnvironment hostEnvironment, Func<HostEnvironment, IInterpreter> interpreter)
    {
        var command = new OperationCommand(
            "kernel",
            "Be a kernel of .NET Interactive: what its extension starts",
            [
                new Example(
                    "kernel --stdio",
                    "answer lines of JSON on standard input with lines of JSON on standard output, until the input ends"
                ),
            ]
        );
        var stdio = new Option<bool>("--stdio") { Description = "Speak through the standard streams; the only way there is" };
        var host = new Option<string>("--kernel-host")
        {
            Description = "What the host calls this process",
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
                        "a way to speak must be given",
                        null,
                        "--stdio",
                        $"For Jupyter and VS Code: {new CommandRef("jupyter install")}"
                    );
                // Before anything prints: standard output is the protocol's from here on.
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
