using System.Text;
using System.Text.Json;
using Workbench.Notebook.Jupyter;

namespace Workbench.Notebook.Tests.Jupyter;

/// <summary>
/// A kernel without sockets: requests go in as signed frames, what it sends is kept as signed frames, in one order over all channels.
/// </summary>
internal sealed class KernelBench : IDisposable
{
    public const string Key = "the-key";

    private readonly Sink _sink;
    private readonly MessageReader _reader = new(new MessageSigner(Key), new ReplayGuard());
    private int _asked;

    public KernelBench(FakeInterpreter? interpreter = null)
    {
        Interpreter = interpreter ?? new FakeInterpreter();
        var ids = 0;
        var services = new KernelServices(
            Clock,
            () => $"id-{Interlocked.Increment(ref ids)}",
            line =>
            {
                lock (Log)
                    Log.Add(line);
            }
        );
        _sink = new Sink(new MessageWriter(new MessageSigner(Key), Clock, services.NewId));
        Kernel = new Kernel(_sink, Interpreter, services, new ConnectionFile("tcp", "127.0.0.1", 1, 2, 3, 4, 5, Key));
    }

    public FixedClock Clock { get; } = new();

    public FakeInterpreter Interpreter { get; }

    public Kernel Kernel { get; }

    public List<string> Log { get; } = [];

    /// <summary>What was sent, in order.</summary>
    public IReadOnlyList<Sent> Sent => _sink.All();

    /// <summary>A client that is not there: questions to it cannot be delivered.</summary>
    public string? Deaf
    {
        set => _sink.Deaf = value;
    }

    /// <summary>Sends a request and returns its message id.</summary>
    public string Send(
        string type,
        string content,
        string client = "alice",
        Channel channel = Channel.Shell,
        string metadata = "{}",
        params IReadOnlyList<byte[]> buffers
    )
    {
        var id = $"{client}-{Interlocked.Increment(ref _asked)}";
        var header =
            $$"""{"msg_id":"{{id}}","username":"{{client}}","session":"s-{{client}}","date":"2026-01-01T00:00:00Z","msg_type":"{{type}}","version":"5.5"}""";
        var frames = Frames(client, header, "{}", metadata, content, buffers);
        Kernel.Receive(channel, _reader.Read(frames, out var reason) ?? throw new InvalidOperationException(reason));
        return id;
    }

    /// <summary>Sends a request and returns what was sent for it, up to its idle.</summary>
    public IReadOnlyList<Sent> Ask(
        string type,
        string content,
        string client = "alice",
        Channel channel = Channel.Shell,
        string metadata = "{}",
        params IReadOnlyList<byte[]> buffers
    ) => Until(Send(type, content, client, channel, metadata, buffers), sent => sent.State == "idle");

    /// <summary>Runs a cell and returns what was sent for it.</summary>
    public IReadOnlyList<Sent> Execute(string code, string more = "", string client = "alice") =>
        Ask("execute_request", $$"""{"code":{{JsonSerializer.Serialize(code)}}{{more}}}""", client);

    /// <summary>Waits until something was sent for a request.</summary>
    public IReadOnlyList<Sent> Until(string id, Func<Sent, bool> last) =>
        _sink.Wait(all =>
        {
            var mine = all.Where(sent => sent.ParentId == id).ToList();
            return mine.Any(last) ? mine : null;
        });

    /// <summary>Waits until what was sent last about the kernel's state is this.</summary>
    public void UntilState(string state, string parent) =>
        _sink.Wait(all =>
            all.LastOrDefault(sent => sent.State is not null) is { } last && (last.State, last.ParentId) == (state, parent) ? last : null
        );

    public static List<byte[]> Frames(
        string client,
        string header,
        string parent,
        string metadata,
        string content,
        IReadOnlyList<byte[]>? buffers = null,
        string key = Key
    )
    {
        List<byte[]> frames =
        [
            Encoding.UTF8.GetBytes(client),
            MessageReader.Delimiter,
            [],
            .. new[] { header, parent, metadata, content }.Select(Encoding.UTF8.GetBytes),
        ];
        frames[2] = new MessageSigner(key).Sign(frames, 3);
        frames.AddRange(buffers ?? []);
        return frames;
    }

    public void Dispose()
    {
        Assert.True(Kernel.End(TimeSpan.FromSeconds(30)), "a request did not end");
        Kernel.Dispose();
        Interpreter.Dispose();
    }

    private sealed class Sink(MessageWriter writer) : IMessageSink
    {
        private readonly List<Sent> _sent = [];

        public string? Deaf { get; set; }

        public void Send(Channel channel, OutgoingMessage message, Action? undeliverable = null)
        {
            if (channel == Channel.Stdin && message.Identities.Any(frame => Encoding.UTF8.GetString(frame) == Deaf))
            {
                undeliverable!();
                return;
            }
            lock (_sent)
            {
                _sent.Add(new Sent(channel, writer.Write(message)));
                Monitor.PulseAll(_sent);
            }
        }

        public void DeliverPending(Channel channel) { }

        public IReadOnlyList<Sent> All()
        {
            lock (_sent)
                return [.. _sent];
        }

        public T Wait<T>(Func<IReadOnlyList<Sent>, T?> found)
            where T : class
        {
            lock (_sent)
            {
                for (; ; )
                {
                    if (found([.. _sent]) is { } answer)
                        return answer;
                    Assert.True(Monitor.Wait(_sent, TimeSpan.FromSeconds(30)), $"waited in vain; sent so far:\n{string.Join('\n', _sent)}");
                }
            }
        }
    }
}

/// <summary>A message that the kernel sent.</summary>
internal sealed class Sent
{
    public Sent(Channel channel, IReadOnlyList<byte[]> frames)
    {
        Channel = channel;
        Frames = frames;
        var at = frames.ToList().FindIndex(frame => frame.AsSpan().SequenceEqual(MessageReader.Delimiter));
        To = [.. frames.Take(at).Select(Encoding.UTF8.GetString)];
        Signature = Encoding.UTF8.GetString(frames[at + 1]);
        (Header, Parent, Metadata, Content) = (Json(frames[at + 2]), Json(frames[at + 3]), Json(frames[at + 4]), Json(frames[at + 5]));
        Buffers = [.. frames.Skip(at + 6)];
    }

    public Channel Channel { get; }

    public IReadOnlyList<byte[]> Frames { get; }

    public IReadOnlyList<string> To { get; }

    public string Signature { get; }

    public JsonElement Header { get; }

    public JsonElement Parent { get; }

    public JsonElement Metadata { get; }

    public JsonElement Content { get; }

    public IReadOnlyList<byte[]> Buffers { get; }

    public string Type => Header.GetProperty("msg_type").GetString()!;

    public string? ParentId => Parent.TryGetProperty("msg_id", out var id) ? id.GetString() : null;

    /// <summary>"busy", "idle"; null when it is no status.</summary>
    public string? State => Type == "status" ? Content.GetProperty("execution_state").GetString() : null;

    public string? Text(string name) => Content.GetProperty(name).GetString();

    public override string ToString() => $"{Channel} {Type} -> {string.Join(' ', To)} {Content.GetRawText()}";

    private static JsonElement Json(byte[] frame) => JsonDocument.Parse(frame).RootElement;
}
