using System.CommandLine;
using System.Runtime.InteropServices;
using Spectre.Console;
using Workbench.Ablation;
using Workbench.Notebook;
using Workbench.Notebook.Jupyter;
using Workbench.Notebook.Jupyter.Specs;
using Workbench.Notebook.Streams;
using Workbench.Operations;

namespace Workbench.Cli.Commands;

/// <summary>Installs and lists the kernelspec, and runs the Jupyter kernel.</summary>
internal static class JupyterCommand
{
    public static OperationCommand Create(CommandFactory commands, HostEnvironment host, Func<HostEnvironment, IInterpreter> interpreter) =>
        CommandFactory.Group(
            "jupyter",
            "The notebook kernel: install, uninstall, list, kernel",
            [new("jupyter install", "for Jupyter and VS Code"), new("jupyter list", "where the kernel is installed")],
            commands.Of(new JupyterInstall(host), RenderInstalled),
            commands.Of(new JupyterUninstall(host), RenderUninstalled),
            commands.Of(new JupyterList(host), RenderList),
            Kernel(commands.Terminal, host, interpreter)
        );

    private static void RenderInstalled(Terminal terminal, InstalledSpec spec)
    {
        terminal.Out.WriteLine($"{(spec.Replaced ? "replaced" : "installed")} the kernelspec {spec.Name} in {spec.Folder}");
        terminal.Out.WriteLine($"it starts {spec.Program}; choose \"Workbench (C#)\" in Jupyter or VS Code");
    }

    private static void RenderUninstalled(Terminal terminal, UninstalledSpec spec)
    {
        terminal.Out.WriteLine($"removed the kernelspec {spec.Name} from {spec.Folder}");
        if (spec.Kept.Count > 0)
            terminal.Out.WriteLine($"kept files that the Workbench did not install: {string.Join(", ", spec.Kept)}");
    }

    private static void RenderList(Terminal terminal, IReadOnlyList<ListedSpec> specs)
    {
        if (specs.Count == 0)
        {
            terminal.Out.WriteLine($"the kernel is not installed; to install: {new CommandRef("jupyter install")}");
            return;
        }
        var table = Tables.Of("name", "folder", "starts", "version", "");
        foreach (var spec in specs)
            table.AddRow(
                new Text(spec.Name),
                new Text(spec.Folder),
                new Text(spec.Program ?? ""),
                new Text(spec.Version ?? ""),
                new Text(spec.Problem ?? "ready")
            );
        terminal.OutConsole().Write(table);
    }

    private static OperationCommand Kernel(Terminal terminal, HostEnvironment host, Func<HostEnvironment, IInterpreter> interpreter)
    {
        var command = new OperationCommand(
            "kernel",
            "Run the kernel for a front end; started by the kernelspec",
            [new Example("jupyter kernel --connection-file FILE", "serve the sockets in FILE until the front end shuts the kernel down")]
        );
        var option = new Option<string?>("--connection-file", "-f")
        {
            Description = "The connection file that the front end wrote",
            HelpName = "file",
        };
        var argument = new Argument<string?>("file") { Description = "The same file, without the option", Arity = ArgumentArity.ZeroOrOne };
        command.Options.Add(option);
        command.Arguments.Add(argument);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var file =
                    parsed.GetValue(option)
                    ?? parsed.GetValue(argument)
                    ?? throw new InvalidInputException(
                        "a connection file must be given",
                        null,
                        null,
                        $"Front ends start the kernel with one after {new CommandRef("jupyter install")}",
                        "--connection-file"
                    );
                var connection = ConnectionFile.Read(host.Resolve(file));
                // Before anything is printed: standard output now belongs to the cells, and the kernel's messages go to the front end's
                // log.
                using var streams = StandardStreams.Take();
                using var language = interpreter(host);
                // Front ends interrupt with a message. For a kernel started by hand, Ctrl-C does the same.
                using var interrupt = PosixSignalRegistration.Create(
                    PosixSignal.SIGINT,
                    signal =>
                    {
                        signal.Cancel = true;
                        language.Interrupt();
                    }
                );
                var lifetime = WorkerLifetime.OfThisProcess;
                var parent = int.TryParse(host.Variable("JPY_PARENT_PID"), out var id) && id > 1 ? id : (int?)null;
                var services = new KernelServices(
                    host.Clock,
                    KernelServices.RandomIds,
                    line => streams.Log.WriteLine($"workbench kernel: {line}"),
                    lifetime,
                    parent
                );
                var (_, clean) = await JupyterHost
                    .RunAsync(connection, language, services, cancellation: cancellation)
                    .ConfigureAwait(false);
                // A cell that ignores the interrupt would keep the process alive.
                if (!clean)
                    lifetime.End();
                return (int)ExitCode.Done;
            }
        );
        return command;
    }
}
