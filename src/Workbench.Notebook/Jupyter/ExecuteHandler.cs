using System.Text.Json;

namespace Workbench.Notebook.Jupyter;

/// <summary>Handles <c>execute_request</c>: runs cells.</summary>
internal static class ExecuteHandler
{
    public static void Handle(Kernel kernel, Request request)
    {
        if (request.IsAborted)
        {
            kernel.Reply(request, MessageContents.Aborted(kernel.LastCount));
            return;
        }
        var content = request.Content(RequestJson.Default.ExecuteRequest);
        var stored = content.StoreHistory && !content.Silent;
        var cell = new CellRequest(content.Code, CellId(request.Message.Metadata), content.Silent, stored, content.UserExpressions);
        if (!content.Silent)
            kernel.Publish(
                "execute_input",
                request.Message.HeaderBytes,
                MessageContents.ExecuteInput(content.Code, kernel.LastCount + (stored ? 1 : 0))
            );

        CellOutcome outcome;
        string? result;
        var frontEnd = new RequestFrontEnd(kernel, request, content.Silent, content.AllowStdin);
        kernel.CurrentCell = frontEnd;
        try
        {
            outcome = Run(kernel, request, cell, frontEnd);
        }
        finally
        {
            kernel.CurrentCell = null;
            result = frontEnd.Finish();
        }
        if (stored)
        {
            kernel.LastCount = outcome.ExecutionCount;
            kernel.History.Add(new HistoryEntry(outcome.ExecutionCount, content.Code, result));
        }
        // Abort before the reply: requests that a client sends after it has read the reply must run.
        if (outcome.Status != CellStatus.Ok && content.StopOnError)
            kernel.AbortWaitingCells();
        kernel.Reply(request, MessageContents.ExecuteReply(outcome));
    }

    private static CellOutcome Run(Kernel kernel, Request request, CellRequest cell, RequestFrontEnd frontEnd)
    {
        try
        {
            frontEnd.Enter();
            return kernel.Interpreter.ExecuteAsync(cell, frontEnd, request.Interrupted).GetAwaiter().GetResult();
        }
        catch (Exception exception)
        {
            // Errors of cells are outcomes; an exception here is an internal error of the interpreter, which the user must see.
            kernel.Services.Log($"the interpreter failed: {exception}");
            var error = new ErrorOutput(
                exception.GetType().Name,
                exception.Message,
                [
                    $"{exception.GetType().Name}: {exception.Message}",
                    "This is an internal error of the kernel; the kernel's log has the details.",
                ]
            );
            frontEnd.Send(error);
            return new CellOutcome(CellStatus.Error, kernel.LastCount + (cell.StoreHistory ? 1 : 0), error);
        }
        finally
        {
            RequestFrontEnd.Leave();
        }
    }

    // JupyterLab, VS Code and nbclient send the cell's id in the message's metadata.
    private static string? CellId(JsonElement metadata) =>
        metadata.TryGetProperty("cellId", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
}
