using Workbench.Ablation;
using Workbench.Data.Tasks;
using Workbench.Models;
using Workbench.Operations;
using Workbench.Training;

namespace Workbench.Tests.Operations;

/// <summary>The same run asked for again, right after it was interrupted.</summary>
public sealed class InterruptedTrainTests : IDisposable
{
    private readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task Work_of_this_process_that_is_still_ending_is_waited_for()
    {
        var config = new RunConfig
        {
            Model = new TransformerConfig
            {
                Layers = 1,
                Width = 16,
                HeadCount = 2,
                Context = 16,
            },
            Train = new() { Steps = 2, EvaluationWindows = 4 },
            Task = new Copy(),
        };
        var services = new WorkbenchServices(_shell.HostEnvironment);
        var told = new Told();
        var run = services.Services(services.Tasks(told, TestContext.Current.CancellationToken)).Resolver.Resolve(config);
        using var ledger = services.OpenLedger(null);
        var path = ledger.ClaimOf(run.Id, Ledger.EnvironmentKey(WorkbenchServices.EnvironmentOf(1).Hash));
        var held = FileLock.TryTake(path, TimeProvider.System);
        Assert.NotNull(held);
        Assert.True(FileLock.IsHeldHere(path));
        var training = new Train(_shell.HostEnvironment).RunAsync(
            new(() => config, 1, [], null),
            told,
            TestContext.Current.CancellationToken
        );
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.False(training.IsCompleted);
        held.Dispose();
        Assert.Equal(RunStatus.Completed, (await training).State);
        Assert.False(FileLock.IsHeldHere(path));
    }

    [Fact]
    public async Task An_interrupted_magic_is_over_when_its_work_has_let_go()
    {
        using var interrupt = new CancellationTokenSource();
        var ended = false;
        var magic = Workbench.Notebook.Scripting.Execution.BackgroundCellWork.RunAsync(
            async () =>
            {
                await interrupt.CancelAsync();
                // Longer than a cell's own code is waited for: the last step and the checkpoint.
                await Task.Delay(1000, CancellationToken.None);
                ended = true;
                interrupt.Token.ThrowIfCancellationRequested();
            },
            interrupt.Token
        );
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => magic);
        Assert.True(ended);
    }
}
