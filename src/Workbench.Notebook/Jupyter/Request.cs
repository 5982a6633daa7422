using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Workbench.Notebook.Jupyter;

/// <summary>A message that wants an answer.</summary>
/// <param name="channel">Where it came in, and where its reply goes.</param>
/// <param name="message">What came.</param>
/// <param name="route">How its type is answered; null for an unknown type.</param>
internal sealed class Request(Channel channel, Message message, Route? route)
{
    private readonly CancellationTokenSource _interrupt = new();

    public Channel Channel => channel;

    public Message Message => message;

    public Route? Route => route;

    public string Type => message.Header.MsgType;

    /// <summary>A cell before it failed: it is not run any more.</summary>
    public bool IsAborted { get; set; }

    /// <summary>Set when what it asks is to stop, begun or not.</summary>
    public CancellationToken Interrupted => _interrupt.Token;

    /// <summary>The type of its reply; null for messages that have none (<c>comm_msg</c>).</summary>
    public string? ReplyType => Type.EndsWith("_request", StringComparison.Ordinal) ? $"{Type[..^"_request".Length]}_reply" : null;

    /// <summary>
    /// Stops what it asks. Returns at once: what the token tells may take its time, and the caller may be the thread that answers
    /// everything else.
    /// </summary>
    public void Interrupt() => ThreadPool.QueueUserWorkItem(static interrupt => interrupt.Cancel(), _interrupt, preferLocal: false);

    /// <summary>What it asks.</summary>
    /// <exception cref="InvalidInputException">The content is not what the specification says.</exception>
    public T Content<T>(JsonTypeInfo<T> type)
    {
        try
        {
            return message.Content.Deserialize(type)!;
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(
                [new Fault($"the content of {Type} is not what the messaging specification says: {error.Message}")],
                error
            );
        }
    }
}

/// <summary>The threads on which requests are answered.</summary>
internal enum RequestQueueName
{
    /// <summary>In the order in which they came: whatever may run user code.</summary>
    Cells,

    /// <summary>In the order in which they came among themselves, while a cell runs too.</summary>
    Queries,

    /// <summary>Whatever comes on the control channel.</summary>
    Control,
}

/// <summary>How one type of message is answered.</summary>
/// <param name="Handle">Answers it.</param>
/// <param name="Lane">Where, when it comes on the shell channel.</param>
/// <param name="OnShell">Whether it may come there.</param>
/// <param name="OnControl">Whether it may come on the control channel.</param>
internal sealed record Route(
    Action<Kernel, Request> Handle,
    RequestQueueName Lane = RequestQueueName.Cells,
    bool OnShell = true,
    bool OnControl = false
);
