namespace Workbench.Notebook.Jupyter;

/// <summary>Handles requests of the control channel: interrupt, shutdown, debug.</summary>
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
        // Notifies the other clients of this kernel.
        kernel.Publish("shutdown_reply", request.Message.HeaderBytes, content);
        kernel.ShutdownRequested.TrySetResult(restart);
    }

    public static void Debug(Kernel kernel, Request request) =>
        kernel.Reply(request, MessageContents.DebugUnsupported(request.Content(RequestJson.Default.DebugRequest)));
}
