namespace Workbench.Notebook.Jupyter;

/// <summary>
/// Connects the message sink with the interpreter: dispatches messages by <see cref="Routes"/>, and publishes busy before and idle after
/// each. Independent of sockets, so tests can send messages directly.
/// </summary>
internal sealed class Kernel : IDisposable
{
    private readonly IMessageSink _sink;
    private readonly RequestQueue _cells;
    private readonly RequestQueue _lookups;
    private readonly RequestQueue _control;
    private readonly Lock _stateGate = new();
    private readonly CancellationTokenSource _stopping = new();
    private Request? _running;

    /// <summary>A kernel, ready for messages.</summary>
    /// <param name="sink">Sends messages.</param>
    /// <param name="interpreter">The interpreter that runs the cells.</param>
    /// <param name="services">Clock, ids, log.</param>
    /// <param name="connection">The reply to <c>connect_request</c>.</param>
    public Kernel(IMessageSink sink, IInterpreter interpreter, KernelServices services, ConnectionFile connection)
    {
        _sink = sink;
        Interpreter = interpreter;
        Services = services;
        Connection = connection;
        Comms = new CommTargets(this);
        Input = new StdinChannel(sink);
        _cells = new RequestQueue("shell", Process);
        _lookups = new RequestQueue("lookup", Process);
        _control = new RequestQueue("control", Process);
    }

    public IInterpreter Interpreter { get; }

    public KernelServices Services { get; }

    public ConnectionFile Connection { get; }

    public CommTargets Comms { get; }

    public StdinChannel Input { get; }

    public CellHistory History { get; } = new();

    /// <summary>The number of the last counted cell.</summary>
    public int LastCount { get; set; }

    /// <summary>The front end of the running cell; null when no cell runs.</summary>
    public RequestFrontEnd? CurrentCell { get; set; }

    /// <summary>Cancelled when the kernel shuts down.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>
    /// Completed by a shutdown request, with its restart flag. Continuations run synchronously, because cells may block every pool thread.
    /// </summary>
    public TaskCompletionSource<bool> ShutdownRequested { get; } = new();

    /// <summary>Queues a message. Returns at once.</summary>
    public void Receive(Channel channel, Message message)
    {
        if (channel == Channel.Stdin)
        {
            Input.Receive(message);
            return;
        }
        Routes.All.TryGetValue(message.Header.MsgType, out var route);
        if (route is not null && !(channel == Channel.Control ? route.OnControl : route.OnShell))
            route = null;
        var lane =
            channel == Channel.Control ? _control
            : (route?.Lane ?? RequestQueueName.Cells) == RequestQueueName.Queries ? _lookups
            : _cells;
        lane.Add(new Request(channel, message, route));
    }

    /// <summary>Sends a reply to the client of a request.</summary>
    public void Reply(Request request, byte[] content, Action? undeliverable = null)
    {
        if (request.ReplyType is { } type)
            _sink.Send(
                request.Channel,
                new OutgoingMessage(type, request.Message.HeaderBytes, content, request.Message.Identities),
                undeliverable
            );
    }

    /// <summary>Publishes a message to all clients on iopub.</summary>
    /// <param name="type">The message's type and topic.</param>
    /// <param name="parent">The header of the parent request.</param>
    /// <param name="content">A JSON object.</param>
    /// <param name="metadata">A JSON object; null for an empty one.</param>
    /// <param name="buffers">Binary attachments.</param>
    public void Publish(string type, byte[] parent, byte[] content, byte[]? metadata = null, IReadOnlyList<byte[]>? buffers = null) =>
        _sink.Send(
            Channel.IoPub,
            new OutgoingMessage(type, parent, content, [System.Text.Encoding.UTF8.GetBytes(type)], metadata, buffers)
        );

    /// <summary>Aborts the waiting cells after a failed cell, including cells that have arrived at the socket but are not queued
    /// yet.</summary>
    public void AbortWaitingCells()
    {
        _sink.DeliverPending(Channel.Shell);
        foreach (var waiting in _cells.Waiting.Where(request => request.Type == "execute_request"))
            waiting.IsAborted = true;
    }

    /// <summary>
    /// Interrupts the busy cell, even before its code has started, and cancels its input request.
    /// </summary>
    public void Interrupt()
    {
        Input.Interrupt();
        lock (_stateGate)
            _running?.Interrupt();
    }

    private void Process(Request request)
    {
        var isCell = request.Channel == Channel.Shell && (request.Route?.Lane ?? RequestQueueName.Cells) == RequestQueueName.Cells;
        lock (_stateGate)
        {
            if (isCell)
                _running = request;
            State("busy", request);
        }
        try
        {
            Answer(request);
        }
        catch (InvalidInputException invalid)
        {
            Reply(request, MessageContents.ErrorReply("InvalidRequest", invalid.Message));
        }
        catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
        {
            Reply(request, MessageContents.ErrorReply("Shutdown", "the kernel is shutting down"));
        }
        catch (Exception exception)
        {
            Services.Log($"{request.Type}: {exception}");
            Reply(request, MessageContents.ErrorReply(exception.GetType().Name, exception.Message));
        }
        finally
        {
            lock (_stateGate)
            {
                if (isCell)
                    _running = null;
                State("idle", request);
                // Front ends show the last status: after a query that ends while a cell runs, publish busy again.
                if (!isCell && _running is { } running)
                    State("busy", running);
            }
        }
    }

    private void Answer(Request request)
    {
        if (request.Route is { } route)
            route.Handle(this, request);
        else if (request.ReplyType is not null)
            Reply(
                request,
                MessageContents.ErrorReply(
                    "UnknownRequest",
                    $"this kernel does not know {request.Type} on the {request.Channel.ToString().ToLowerInvariant()} channel"
                )
            );
        else
            Services.Log(
                $"a message of unknown type {request.Type} arrived on the {request.Channel.ToString().ToLowerInvariant()} channel"
            );
    }

    private void State(string state, Request request) => Publish("status", request.Message.HeaderBytes, MessageContents.Status(state));

    /// <summary>Interrupts the running cell and waits for the requests in progress.</summary>
    /// <returns>Whether all requests ended in time.</returns>
    public bool End(TimeSpan patience)
    {
        _stopping.Cancel();
        Input.Close();
        foreach (var waiting in _cells.Waiting.Where(request => request.Type == "execute_request"))
            waiting.IsAborted = true;
        Interrupt();
        var lanes = new[] { _control, _lookups, _cells };
        var began = Services.Clock.GetTimestamp();
        return lanes.Count(lane => lane.End(Max(patience - Services.Clock.GetElapsedTime(began)))) == lanes.Length;

        static TimeSpan Max(TimeSpan left) => left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    public void Dispose()
    {
        _cells.Dispose();
        _lookups.Dispose();
        _control.Dispose();
        _stopping.Dispose();
    }
}
