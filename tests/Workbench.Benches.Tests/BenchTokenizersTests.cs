using Workbench.Ablation;
using Workbench.Operations;

namespace Workbench.Benches.Tests;

/// <summary>The bench of tokenizers: what it refuses before it measures.</summary>
public sealed class BenchTokenizersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_bench_without_rounds_is_refused()
    {
        var bench = new BenchTokenizers(
            new HostEnvironment(
                new XdgFolders(_folder.Path, _folder.Path, _folder.Path),
                TimeProvider.System,
                _folder.Path,
                _ => null,
                new WorkerCommand(WorkbenchProgram.Path, ["worker"]),
                _folder.Path
            )
        );
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() =>
            bench.RunAsync(new(Rounds: 0), new Progress<OperationEvent>(), TestContext.Current.CancellationToken)
        );
        Assert.Contains("--rounds", refused.Message);
    }
}
