using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Workbench.Notebook.Jupyter;

/// <summary>A message in a request queue.</summary>
/// <param name="channel">The channel of the request and its reply.</param>
/// <param name="message">The message.</param>
/// <param name="route">The route of the message type; null for an unknown type.</param>
internal sealed class Request(Channel channel, Message message, Route? route)
{
    private readonly CancellationTokenSource _interrupt = new();

    public Channel Channel => channel;

    public Message Message => message;

    public Route? Route => route;

    public string Type => message.Header.MsgType;

    /// <summary>An earlier cell failed, and this cell must not run.</summary>
    public bool IsAborted { get; set; }

    /// <summary>Cancelled when the request is interrupted, before or after its start.</summary>
    public CancellationToken Interrupted => _interrupt.Token;

    /// <summary>The type of the reply; null for messages without a reply (<c>comm_msg</c>).</summary>
    public string? ReplyType => Type.EndsWith("_request", StringComparison.Ordinal) ? $"{Type[..^"_request".Length]}_reply" : null;

    /// <summary>
    /// Interrupts the request. Returns at once: the token's callbacks run on the pool, because they may be slow and the caller may be the
    /// thread of the control channel.
    /// </summary>
    public void Interrupt() => ThreadPool.QueueUserWorkItem(static interrupt => interrupt.Cancel(), _interrupt, preferLocal: false);

    /// <summary>The deserialized content.</summary>
    /// <exception cref="InvalidInputException">The content does not match the messaging specification.</exception>
    public T Content<T>(JsonTypeInfo<T> type)
    {
        try
        {
            return message.Content.Deserialize(type)!;
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(
                [new Fault($"the content of {Type} does not match the messaging specification: {error.Message}")],
                error
            );
        }
    }
}

/// <summary>The request queues, each with a thread.</summary>
internal enum RequestQueueName
{
    /// <summary>Requests that may run user code, in the order of arrival.</summary>
    Cells,

    /// <summary>Requests that are answered while a cell runs, in the order of arrival.</summary>
    Queries,

    /// <summary>Requests of the control channel.</summary>
    Control,
}

/// <summary>The handler of a message type.</summary>
/// <param name="Handle">Handles the request.</param>
/// <param name="Lane">The queue of requests on the shell channel.</param>
/// <param name="OnShell">Whether the type is allowed on the shell channel.</param>
/// <param name="OnControl">Whether the type is allowed on the control channel.</param>
internal sealed record Route(
    Action<Kernel, Request> Handle,
    RequestQueueName Lane = RequestQueueName.Cells,
    bool OnShell = true,
    bool OnControl = false
);
