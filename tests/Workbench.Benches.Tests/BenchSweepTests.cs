using Workbench.Ablation;
using Workbench.Operations;

namespace Workbench.Benches.Tests;

/// <summary>The bench of large sweeps, on a small one.</summary>
public sealed class BenchSweepTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_command_is_measured_on_the_runs_that_were_written()
    {
        var bench = new BenchSweep(
            new HostEnvironment(
                new XdgFolders(_folder.Path, _folder.Path, _folder.Path),
                TimeProvider.System,
                _folder.Path,
                _ => null,
                new WorkerCommand(WorkbenchProgram.Path, ["worker"]),
                Clone.Root
            )
        );
        var report = await bench.RunAsync(new(Seeds: 2, Rounds: 1), new Progress<OperationEvent>(), TestContext.Current.CancellationToken);
        Assert.Equal(200, report.Runs);
        Assert.Equal(["plan", "answer", "answer", "list"], report.Measures.Select(one => one.Name.Split(' ')[0]));
        Assert.All(report.Measures, one => Assert.True(one is { Seconds: > 0, PeakMemoryBytes: > 10_000_000 }, $"{one}"));
        Assert.Equal([false, true, false, true], report.Measures.Select(one => one.Ratio is > 0));
        await Assert.ThrowsAsync<InvalidInputException>(() =>
            bench.RunAsync(new(Seeds: 0), new Progress<OperationEvent>(), TestContext.Current.CancellationToken)
        );
    }
}
