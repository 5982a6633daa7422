using Workbench.Ablation;
using Workbench.Notebook;
using Workbench.Notebook.Display;
using Workbench.Operations;

namespace Workbench.Notebook.Tests.Documents;

/// <summary>This program as the real child: the interpreter of the executable.</summary>
internal static class RealCells
{
    public static Task<int> RunAsync()
    {
        var host = new HostEnvironment(
            XdgFolders.FromEnvironment(Environment.GetEnvironmentVariable),
            TimeProvider.System,
            Environment.CurrentDirectory,
            Environment.GetEnvironmentVariable,
            RealWorker.Command
        );
        return FakeCells.HostAsync(() => NotebookComposition.CreateInterpreter(host));
    }
}
