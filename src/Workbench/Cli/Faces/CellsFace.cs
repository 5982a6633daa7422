using System.CommandLine;
using Workbench.Ablation;
using Workbench.Notebook;
using Workbench.Notebook.Documents.Running;
using Workbench.Operations;

namespace Workbench.Cli.Faces;

/// <summary>The hidden command that <c>run</c> starts: orders on standard input, what cells show on standard output.</summary>
internal static class CellsFace
{
    public static Command Command(Surroundings surroundings, Func<Surroundings, IInterpreter> interpreter)
    {
        var command = new Command("cells", "Runs the cells of a notebook") { Hidden = true };
        command.SetAction(async (_, _) =>
        {
            var pipes = ChildPipes.Take();
            return (int)await CellHost.RunAsync(pipes.Input, pipes.Output, pipes.Printed, () => interpreter(surroundings), WorkerLifetime.OfThisProcess, surroundings.Clock).ConfigureAwait(false);
        });
        return command;
    }
}
