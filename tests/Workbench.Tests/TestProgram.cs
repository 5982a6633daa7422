using Workbench.Tests.Ablation;
using Xunit.Runner.InProc.SystemConsole;

namespace Workbench.Tests;

/// <summary>The tests, and the worker process that tests of launchers start: this program again, with the word "fake-worker".</summary>
internal static class TestProgram
{
    private static async Task<int> Main(string[] args) =>
        args is ["fake-worker", ..] ? await FakeWorker.RunAsync() : await ConsoleRunner.Run(args);
}
