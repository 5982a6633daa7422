using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Workbench.Kernels;

namespace Workbench.Notebook.Scripting.Execution;

/// <summary>
/// Runs a cell's C# on a new thread each time, because a thread can be aborted only once. Every thread starts with the grad mode that the
/// last one left.
/// </summary>
/// <param name="mayAbort">Whether an abort is safe, apart from the regions without aborts.</param>
/// <param name="code">Cancels compiled code of cells.</param>
internal sealed class CellThread(Func<bool> mayAbort, CodeCancellation code)
{
    private const int StackBytes = 16 << 20;
    private readonly GradMode _gradMode = new();

    /// <summary>Runs code to its end, or until the cell's token interrupts it.</summary>
    /// <param name="body">Starts the code; called on the new thread.</param>
    /// <param name="cell">The cell of the code.</param>
    /// <exception cref="OperationCanceledException">The code was interrupted.</exception>
    internal Task<object?> RunAsync(Func<Task<object?>> body, CellContext cell)
    {
        var ended = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Main(body, cell, ended), StackBytes) { IsBackground = true, Name = "cell" };
        thread.Start();
        return ended.Task;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Every exception of the cell is passed to the task.")]
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

    // Tasks or type initialisers of a library may have wrapped the ThreadInterruptedException.
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
#pragma warning disable SYSLIB0046 // ControlledExecution may corrupt the process; it is the last resort.
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
