using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Workbench.Kernels;

namespace Workbench.Notebook.Scripting.Execution;

/// <summary>
/// Runs a cell's C#: every time on a fresh thread, since an abort may be tried only once on each. The thread's grad mode is what the last
/// one left.
/// </summary>
/// <param name="mayAbort">Whether an abort can do no harm besides those that the callback counter knows of.</param>
/// <param name="code">Stops code of cells.</param>
internal sealed class CellThread(Func<bool> mayAbort, CodeCancellation code)
{
    private const int StackBytes = 16 << 20;
    private readonly GradMode _gradMode = new();

    /// <summary>Runs it to its end, or until the cell's token stops it.</summary>
    /// <param name="body">Starts it; called on the new thread.</param>
    /// <param name="cell">What it belongs to.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal Task<object?> RunAsync(Func<Task<object?>> body, CellContext cell)
    {
        var ended = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Main(body, cell, ended), StackBytes) { IsBackground = true, Name = "cell" };
        thread.Start();
        return ended.Task;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever the cell throws is the task's.")]
    private void Main(Func<Task<object?>> body, CellContext cell, TaskCompletionSource<object?> ended)
    {
        try
        {
            var task = Run(body, cell);
            if (task.IsCompletedSuccessfully)
                ended.SetResult(task.Result);
            else
                task.GetAwaiter().GetResult();
        }
        catch (Exception woken) when (cell.Cancellation.IsCancellationRequested && IsWake(woken))
        {
            ended.SetException(new OperationCanceledException("The cell was interrupted in a wait.", cell.Cancellation));
        }
        catch (ExternalException) when (BackwardFailure.Take() is { } failure)
        {
            ended.SetException(
                cell.Cancellation.IsCancellationRequested
                    ? new OperationCanceledException("The cell was interrupted in a backward pass.", cell.Cancellation)
                    : failure
            );
        }
        catch (Exception exception)
        {
            ended.SetException(exception);
        }
    }

    // A wait within a library, whose tasks or type initialisers may have wrapped what woke it.
    private static bool IsWake(Exception? exception) =>
        exception is not null && (exception is ThreadInterruptedException || IsWake(exception.InnerException));

    private Task<object?> Run(Func<Task<object?>> body, CellContext cell)
    {
        var callbacks = new StrongBox<int>();
        NoAbortRegion.Regions.Value = callbacks;
        cell.Enter();
        var pump = new CellSynchronizationContext(exception => CellFaults.Report(cell, exception));
        SynchronizationContext.SetSynchronizationContext(pump);
        _gradMode.Apply();
        using var abort = new CancellationTokenSource();
        Task<object?>? task = null;
        try
        {
            using (var stop = new CellInterruption(Thread.CurrentThread, pump, callbacks, abort, mayAbort, code))
            using (cell.Cancellation.UnsafeRegister(static stop => ((CellInterruption)stop!).Begin(), stop))
#pragma warning disable SYSLIB0046 // ControlledExecution: "may corrupt the process"; the steps before it make it the last resort.
                ControlledExecution.Run(
                    () =>
                    {
                        task = body();
                        pump.RunUntil(task);
                    },
                    abort.Token
                );
#pragma warning restore SYSLIB0046
            _gradMode.Keep();
            return task!;
        }
        finally
        {
            code.Renew();
            pump.End();
            NoAbortRegion.Regions.Value = null;
        }
    }
}
