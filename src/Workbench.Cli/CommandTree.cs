using System.CommandLine;
using Workbench.Cli.Commands;
using Workbench.Notebook;
using Workbench.Notebook.Display;
using Workbench.Notebook.Jupyter;
using Workbench.Operations;

namespace Workbench.Cli;

/// <summary>All commands: the operations of the catalogue, and commands that exist only in the shell.</summary>
internal static class CommandTree
{
    public static IEnumerable<Command> All(
        CommandFactory commands,
        HostEnvironment host,
        Func<HostEnvironment, IInterpreter> interpreter,
        ScriptLibrary scripts
    ) =>
        [
            .. OperationCatalogue.All(host, KernelExamination.Of).Select(entry => entry.Accept(commands)),
            RunNotebooksCommand.Create(commands, host, scripts),
            JupyterCommand.Create(commands, host, interpreter),
            KernelCommand.Create(host, interpreter),
            LauncherCommands.Bench(commands.Terminal),
            LauncherCommands.Test(commands.Terminal),
            CompletionCommand.Create(commands.Terminal),
            WorkerProcessCommand.Create(commands.Terminal, host),
            MagicsCommand.Create(commands.Terminal, host),
            CellsCommand.Create(host, interpreter),
        ];
}
