namespace Workbench.Notebook.Jupyter;

/// <summary>Requests about the kernel itself.</summary>
internal static class ControlHandlers
{
    public static void Interrupt(Kernel kernel, Request request)
    {
        kernel.Interrupt();
        kernel.Reply(request, Contents.Ok());
    }

    public static void Shutdown(Kernel kernel, Request request)
    {
        var restart = request.Content(RequestJson.Default.ShutdownRequest).Restart;
        var content = Contents.Ok(json => json.WriteBoolean("restart", restart));
        kernel.Reply(request, content);
        // The other clients of this kernel learn of it here.
        kernel.Publish("shutdown_reply", request.Message.HeaderBytes, content);
        kernel.ShutdownRequested.TrySetResult(restart);
    }

    public static void Debug(Kernel kernel, Request request) => kernel.Reply(request, Contents.DebugUnsupported(request.Content(RequestJson.Default.DebugRequest)));
}
