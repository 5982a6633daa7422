using Workbench.Tests.Ablation;
using Workbench.Tests.Notebook.Documents;
using Xunit.Runner.InProc.SystemConsole;

namespace Workbench.Tests;

/// <summary>The tests, and the worker processes that tests of launchers start: this program again, with one word.</summary>
internal static class TestProgram
{
    private static async Task<int> Main(string[] args) =>
        args switch
        {
            ["fake-worker"] => await FakeWorker.RunAsync(),
            ["real-worker"] => await RealStudyTests.WorkAsync(),
            [Notebook.Streams.StreamsChild.Word] => await Notebook.Streams.StreamsChild.RunAsync(),
            ["fake-cells"] => await FakeCells.RunAsync(),
            ["real-cells"] => await RealCells.RunAsync(),
            _ => await ConsoleRunner.Run(args),
        };
}
