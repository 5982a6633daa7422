using Workbench.Ablation;
using Workbench.Notebook;
using Workbench.Notebook.Display;
using Workbench.Operations;

namespace Workbench.Testing;

/// <summary>An interpreter over folders of its own.</summary>
public sealed class TestInterpreter : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TestInterpreter()
    {
        var host = new HostEnvironment(
            new XdgFolders(
                System.IO.Path.Combine(_folder.Path, "cache"),
                System.IO.Path.Combine(_folder.Path, "data"),
                System.IO.Path.Combine(_folder.Path, "config")
            ),
            TimeProvider.System,
            _folder.Path,
            _ => null,
            RealWorker.Command
        );
        Interpreter = (NotebookInterpreter)NotebookComposition.CreateInterpreter(host);
    }

    internal NotebookInterpreter Interpreter { get; }

    internal string Folder => _folder.Path;

    internal async Task<(CellOutcome Outcome, RecordingFrontEnd Shown)> Run(string code, params string[] answers)
    {
        var frontEnd = new RecordingFrontEnd(answers);
        return (await Interpreter.ExecuteAsync(new CellRequest(code), frontEnd), frontEnd);
    }

    internal async Task<string?> Value(string code)
    {
        var (outcome, shown) = await Run(code);
        Assert.True(outcome.Status == CellStatus.Ok, outcome.Error?.Value);
        return shown.Result;
    }

    /// <summary>Runs a cell and interrupts it when it has shown "begun"; fails when that takes more than the time given.</summary>
    internal async Task<(CellOutcome Outcome, RecordingFrontEnd Shown, TimeSpan Took)> Interrupted(string code, TimeSpan? within = null)
    {
        CellOutcome? outcome = null;
        var (shown, took) = await InterruptedRun(
            async frontEnd => outcome = await Interpreter.ExecuteAsync(new CellRequest(code), frontEnd),
            within
        );
        return (outcome!, shown, took);
    }

    /// <summary>The same for code that a host calls.</summary>
    internal Task<(RecordingFrontEnd Shown, TimeSpan Took)> InterruptedCall(Action call) =>
        InterruptedRun(frontEnd => Interpreter.CallAsync(call, frontEnd), null);

    private async Task<(RecordingFrontEnd Shown, TimeSpan Took)> InterruptedRun(Func<ICellFrontEnd, Task> run, TimeSpan? within)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var frontEnd = new RecordingFrontEnd
        {
            OnSend = output =>
            {
                if (output is DisplayOutput { Bundle: var bundle } && bundle.Text("text/plain") == "begun")
                    begun.TrySetResult();
            },
        };
        var running = run(frontEnd);
        await Task.WhenAny(begun.Task, running).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.False(running.IsCompleted, (running.IsCompleted ? frontEnd.Error?.Value : null) ?? "the cell ended by itself");
        var at = TimeProvider.System.GetTimestamp();
        Interpreter.Interrupt();
        await running.WaitAsync(within ?? TimeSpan.FromSeconds(20));
        return (frontEnd, TimeProvider.System.GetElapsedTime(at));
    }

    public void Dispose()
    {
        Interpreter.Dispose();
        _folder.Dispose();
    }
}
