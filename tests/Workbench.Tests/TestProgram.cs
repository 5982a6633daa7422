using Workbench.Kernels;
using Xunit.Runner.InProc.SystemConsole;

namespace Workbench.Tests;

/// <summary>The tests, and the worker processes that tests of launchers start: this program again, with one word.</summary>
internal static class TestProgram
{
    private static async Task<int> Main(string[] args) =>
        args switch
        {
            [FakeWorker.Word, .. var job] => await FakeWorker.RunAsync(job),
            [RealWorker.Word, .. var job] => await RealWorker.RunAsync(job),
            _ => await RunTests(args),
        };

    private static Task<int> RunTests(string[] args)
    {
        // They keep TorchSharp's numbers alive only where they are loaded before it frees the first one.
        NativeKernels.Load();
        return ConsoleRunner.Run(args);
    }
}
