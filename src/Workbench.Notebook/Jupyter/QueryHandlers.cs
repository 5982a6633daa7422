namespace Workbench.Notebook.Jupyter;

/// <summary>Handles requests that do not change the session: completion, inspection, history and kernel info.</summary>
internal static class QueryHandlers
{
    public static void KernelInfo(Kernel kernel, Request request) => kernel.Reply(request, MessageContents.KernelInfo());

    public static void Complete(Kernel kernel, Request request)
    {
        var content = request.Content(RequestJson.Default.CompleteRequest);
        var completions = kernel
            .Interpreter.CompleteAsync(content.Code, Cursor(content.Code, content.CursorPos), kernel.Stopping)
            .GetAwaiter()
            .GetResult();
        kernel.Reply(request, MessageContents.Complete(content.Code, completions));
    }

    public static void Inspect(Kernel kernel, Request request)
    {
        var content = request.Content(RequestJson.Default.InspectRequest);
        var bundle = kernel
            .Interpreter.InspectAsync(content.Code, Cursor(content.Code, content.CursorPos), content.DetailLevel, kernel.Stopping)
            .GetAwaiter()
            .GetResult();
        kernel.Reply(request, MessageContents.Inspect(bundle));
    }

    public static void IsComplete(Kernel kernel, Request request) =>
        kernel.Reply(
            request,
            MessageContents.IsComplete(kernel.Interpreter.IsComplete(request.Content(RequestJson.Default.IsCompleteRequest).Code))
        );

    public static void History(Kernel kernel, Request request)
    {
        var content = request.Content(RequestJson.Default.HistoryRequest);
        kernel.Reply(request, MessageContents.History(kernel.History.Find(content), content.Output));
    }

    public static void Connect(Kernel kernel, Request request) =>
        kernel.Reply(
            request,
            MessageContents.Ok(json =>
            {
                json.WriteNumber("shell_port", kernel.Connection.ShellPort);
                json.WriteNumber("iopub_port", kernel.Connection.IoPubPort);
                json.WriteNumber("stdin_port", kernel.Connection.StdinPort);
                json.WriteNumber("hb_port", kernel.Connection.HeartbeatPort);
                json.WriteNumber("control_port", kernel.Connection.ControlPort);
            })
        );

    private static int Cursor(string code, int? codePoints) => codePoints is { } cursor ? CodePoints.ToUtf16(code, cursor) : code.Length;
}
