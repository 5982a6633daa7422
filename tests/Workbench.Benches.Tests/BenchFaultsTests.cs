using Workbench.Ablation;
using Workbench.Operations;

namespace Workbench.Benches.Tests;

/// <summary>Studies survive SIGKILL at any moment (./workbench bench faults, with fewer kills).</summary>
public sealed class BenchFaultsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private BenchFaults Bench(string program) =>
        new(
            new HostEnvironment(
                new XdgFolders(_folder.Path, _folder.Path, _folder.Path),
                TimeProvider.System,
                _folder.Path,
                _ => null,
                new WorkerCommand(program, ["worker"]),
                _folder.Path
            )
        );

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Fifty_kills_change_no_bit_of_a_study()
    {
        var report = await Bench(WorkbenchProgram.Path)
            .RunAsync(new(Kills: 50), new Progress<OperationEvent>(), TestContext.Current.CancellationToken);
        Assert.Equal([], report.Differences);
        Assert.Equal(50, report.Kills);
        // How many of each depends on how fast the machine is at the moment.
        Assert.True(report is { Whole: > 0, Programs: > 0, Studies: > 0 }, $"{report}");
    }

    [Fact]
    public async Task A_study_that_fails_undisturbed_is_refused()
    {
        await Assert.ThrowsAsync<InvalidInputException>(() =>
            Bench("false").RunAsync(new(Kills: 1), new Progress<OperationEvent>(), TestContext.Current.CancellationToken)
        );
        await Assert.ThrowsAsync<InvalidInputException>(() =>
            Bench("false").RunAsync(new(Kills: 0), new Progress<OperationEvent>(), TestContext.Current.CancellationToken)
        );
    }
}
