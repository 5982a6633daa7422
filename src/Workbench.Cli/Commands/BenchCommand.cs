using Workbench.Notebook.Jupyter;
using Workbench.Operations;
using Workbench.Operations.Benches;

namespace Workbench.Cli.Commands;

/// <summary>Benches in a shell.</summary>
internal static class BenchCommand
{
    public static OperationCommand Create(CommandFactory commands, HostEnvironment host) =>
        commands.Visit(BenchOperations.All(host, new BenchKernel(host)));
}
