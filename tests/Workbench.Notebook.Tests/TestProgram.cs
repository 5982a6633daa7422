using Workbench.Notebook.Tests.Documents;
using Workbench.Notebook.Tests.Streams;
using Xunit.Runner.InProc.SystemConsole;

namespace Workbench.Notebook.Tests;

/// <summary>The tests, and the processes that tests start: this program again, with one word.</summary>
internal static class TestProgram
{
    private static async Task<int> Main(string[] args) =>
        args switch
        {
            [FakeWorker.Word] => await FakeWorker.RunAsync(),
            [RealWorker.Word] => await RealWorker.RunAsync(),
            [StreamsChild.Word] => await StreamsChild.RunAsync(),
            ["fake-cells"] => await FakeCells.RunAsync(),
            ["real-cells"] => await RealCells.RunAsync(),
            _ => await ConsoleRunner.Run(args),
        };
}
