namespace Workbench.Notebook.Jupyter;

/// <summary>
/// Handles comm messages of front ends. Outputs and exceptions of comm handlers are shown as outputs of the message that caused them.
/// </summary>
internal static class CommHandlers
{
    public static void Info(Kernel kernel, Request request)
    {
        var target = request.Content(RequestJson.Default.CommInfoRequest).TargetName;
        kernel.Reply(request, MessageContents.CommInfo(kernel.Comms.All.Where(comm => target is null or "" || comm.Target == target)));
    }

    public static void Open(Kernel kernel, Request request)
    {
        var content = request.Content(RequestJson.Default.CommOpenRequest);
        Run(kernel, request, () => kernel.Comms.Opened(content, new CommData(content.Data ?? [], request.Message.Buffers)));
    }

    public static void Message(Kernel kernel, Request request)
    {
        var content = request.Content(RequestJson.Default.CommMessage);
        if (kernel.Comms.Find(content.CommId) is { } comm)
            Run(kernel, request, () => comm.OnMessage?.Invoke(comm, new CommData(content.Data ?? [], request.Message.Buffers)));
        else
            kernel.Services.Log($"a message arrived for the comm {content.CommId}, which is not open");
    }

    public static void Close(Kernel kernel, Request request)
    {
        var content = request.Content(RequestJson.Default.CommMessage);
        if (kernel.Comms.Find(content.CommId) is not { } comm)
            return;
        comm.Ended();
        Run(kernel, request, () => comm.OnClose?.Invoke(comm, new CommData(content.Data ?? [], request.Message.Buffers)));
    }

    private static void Run(Kernel kernel, Request request, Action handler)
    {
        if (kernel.Stopping.IsCancellationRequested)
            return;
        var frontEnd = new RequestFrontEnd(kernel, request, silent: false, allowsInput: false);
        try
        {
            frontEnd.Enter();
            kernel.Interpreter.CallAsync(handler, frontEnd, request.Interrupted).GetAwaiter().GetResult();
        }
        finally
        {
            RequestFrontEnd.Leave();
            frontEnd.Finish();
        }
    }
}
