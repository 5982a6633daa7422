using Workbench.Notebook.Jupyter.ZeroMq;

namespace Workbench.Notebook.Jupyter;

/// <summary>The five sockets. Drops unsigned or invalid messages with a line in the log.</summary>
internal sealed class SocketSink : IMessageSink, IDisposable
{
    // iopub drops messages to a subscriber beyond this number: a stalled client must not exhaust the kernel's memory, and a slow client
    // must not lose outputs.
    private const int OutputsPerSubscriber = 100_000;
    private const long LongestMessage = 1L << 30;
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DeliveryTimeout = TimeSpan.FromSeconds(1);

    private readonly ConnectionFile _connection;
    private readonly MessageReader _reader;
    private readonly MessageWriter _writer;
    private readonly Action<string> _log;
    private readonly ZmqContext _context = new();
    private readonly Dictionary<Channel, SocketLoop> _loops = [];
    private readonly Heartbeat _heartbeat;
    private Action<Channel, Message>? _received;

    /// <summary>Binds the sockets.</summary>
    /// <exception cref="InvalidInputException">An address cannot be bound.</exception>
    public SocketSink(ConnectionFile connection, KernelServices services)
    {
        _connection = connection;
        _log = services.Log;
        var signer = new MessageSigner(connection.Key);
        _reader = new MessageReader(signer, new ReplayGuard());
        _writer = new MessageWriter(signer, services.Clock, services.NewId);
        try
        {
            foreach (
                var (channel, port, type) in new[]
                {
                    (Channel.Shell, connection.ShellPort, LibZmq.Router),
                    (Channel.Control, connection.ControlPort, LibZmq.Router),
                    (Channel.Stdin, connection.StdinPort, LibZmq.Router),
                    (Channel.IoPub, connection.IoPubPort, LibZmq.XPub),
                }
            )
            {
                _loops.Add(
                    channel,
                    Bind(
                        port,
                        () =>
                            new SocketLoop(
                                _context,
                                channel.ToString().ToLowerInvariant(),
                                type,
                                connection.Endpoint(port),
                                socket => Configure(socket, channel),
                                channel == Channel.IoPub ? Subscribed : (frames, _) => Received(channel, frames),
                                _log
                            )
                    )
                );
            }
            _heartbeat = Bind(connection.HeartbeatPort, () => new Heartbeat(connection.Endpoint(connection.HeartbeatPort)));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Starts to receive messages.</summary>
    public void Start(Action<Channel, Message> received)
    {
        _received = received;
        foreach (var loop in _loops.Values)
            loop.Start();
    }

    /// <inheritdoc/>
    public void Send(Channel channel, OutgoingMessage message, Action? undeliverable = null) =>
        _loops[channel].Send(_writer.Write(message), undeliverable);

    /// <inheritdoc/>
    public void DeliverPending(Channel channel) => _loops[channel].DeliverPending(DeliveryTimeout);

    private static void Configure(ZmqSocket socket, Channel channel)
    {
        socket.Set(LibZmq.Linger, (int)Linger.TotalMilliseconds).Set(LibZmq.MaximumMessage, LongestMessage).Set(LibZmq.ReceiveHighWater, 0);
        socket.Set(LibZmq.SendHighWater, channel == Channel.IoPub ? OutputsPerSubscriber : 0);
        if (channel == Channel.IoPub)
            socket.Set(LibZmq.XPubVerbose, 1);
        else
            // Jupyter's server uses the session as the routing id: a new connection replaces an old one that has not closed yet.
            socket.Set(LibZmq.RouterHandover, 1);
        if (channel == Channel.Stdin)
            socket.Set(LibZmq.RouterMandatory, 1);
    }

    private void Received(Channel channel, IReadOnlyList<byte[]> frames)
    {
        if (_reader.Read(frames, out var reason) is { } message)
            _received!(channel, message);
        else
            _log($"a message on the {channel.ToString().ToLowerInvariant()} channel was dropped: {reason}");
    }

    // Protocol 5.5: welcomes every new subscriber, which then knows that it receives all further messages. XPubVerbose reports further
    // subscribers of the same topic too.
    private void Subscribed(IReadOnlyList<byte[]> frames, ZmqSocket socket)
    {
        if (frames is not [[1, .. var topic]])
            return;
        var welcome = MessageContents.Welcome(System.Text.Encoding.UTF8.GetString(topic));
        _ = socket.TrySend(_writer.Write(new OutgoingMessage("iopub_welcome", OutgoingMessage.NoParent, welcome, [topic])));
    }

    private T Bind<T>(int port, Func<T> bind)
    {
        try
        {
            return bind();
        }
        catch (ZmqException error)
        {
            throw new InvalidInputException(
                [
                    new Fault(
                        $"the kernel cannot listen: {error.Message}",
                        _connection.Endpoint(port),
                        "an address of this machine and a free port",
                        "Restart the kernel in the front end, which chooses new ports"
                    ),
                ],
                error
            );
        }
    }

    /// <summary>Sends the pending messages, then closes the sockets.</summary>
    public void Dispose()
    {
        _heartbeat?.Dispose();
        foreach (var loop in _loops.Values)
            loop.Dispose();
        _context.Dispose();
        if (_connection.Transport == "ipc")
        {
            // libzmq does not delete the sockets' files.
            foreach (
                var port in new[]
                {
                    _connection.ShellPort,
                    _connection.ControlPort,
                    _connection.IoPubPort,
                    _connection.StdinPort,
                    _connection.HeartbeatPort,
                }
            )
                File.Delete(_connection.Endpoint(port)["ipc://".Length..]);
        }
    }
}
