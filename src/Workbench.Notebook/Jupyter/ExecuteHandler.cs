using System.Text.Json;

namespace Workbench.Notebook.Jupyter;

/// <summary>Runs cells.</summary>
internal static class ExecuteHandler
{
    public static void Handle(Kernel kernel, Request request)
    {
        if (request.IsAborted)
        {
            kernel.Reply(request, MessageContents.Aborted(kernel.LastCount));
            return;
        }
        var asked = request.Content(RequestJson.Default.ExecuteRequest);
        var stored = asked.StoreHistory && !asked.Silent;
        var cell = new CellRequest(asked.Code, CellId(request.Message.Metadata), asked.Silent, stored, asked.UserExpressions);
        if (!asked.Silent)
            kernel.Publish(
                "execute_input",
                request.Message.HeaderBytes,
                MessageContents.ExecuteInput(asked.Code, kernel.LastCount + (stored ? 1 : 0))
            );

        CellOutcome outcome;
        string? result;
        var frontEnd = new RequestFrontEnd(kernel, request, asked.Silent, asked.AllowStdin);
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
            kernel.History.Add(new HistoryEntry(outcome.ExecutionCount, asked.Code, result));
        }
        // Before the reply: what a client sends after it has read that reply is a decision of its own, and runs.
        if (outcome.Status != CellStatus.Ok && asked.StopOnError)
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
            // User errors are outcomes; this is a fault of the interpreter, and the person must see that something went wrong.
            kernel.Services.Log($"the interpreter failed: {exception}");
            var error = new ErrorOutput(
                exception.GetType().Name,
                exception.Message,
                [$"{exception.GetType().Name}: {exception.Message}", "This is a fault of the kernel; its log has the details."]
            );
            frontEnd.Send(error);
            return new CellOutcome(CellStatus.Error, kernel.LastCount + (cell.StoreHistory ? 1 : 0), error);
        }
        finally
        {
            RequestFrontEnd.Leave();
        }
    }

    // JupyterLab, VS Code and nbclient name the cell in the message's metadata.
    private static string? CellId(JsonElement metadata) =>
        metadata.TryGetProperty("cellId", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
}
