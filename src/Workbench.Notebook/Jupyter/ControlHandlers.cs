namespace Workbench.Notebook.Jupyter;

/// <summary>Requests about the kernel itself.</summary>
internal static class ControlHandlers
{
    public static void Interrupt(Kernel kernel, Request request)
    {
        kernel.Interrupt();
        kernel.Reply(request, MessageContents.Ok());
    }

    public static void Shutdown(Kernel kernel, Request request)
    {
        var restart = request.Content(RequestJson.Default.ShutdownRequest).Restart;
        var content = MessageContents.Ok(json => json.WriteBoolean("restart", restart));
        kernel.Reply(request, content);
        // The other clients of this kernel learn of it here.
        kernel.Publish("shutdown_reply", request.Message.HeaderBytes, content);
        kernel.ShutdownRequested.TrySetResult(restart);
    }

    public static void Debug(Kernel kernel, Request request) =>
        kernel.Reply(request, MessageContents.DebugUnsupported(request.Content(RequestJson.Default.DebugRequest)));
}
