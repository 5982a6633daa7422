using System.Text.Json;

namespace Workbench.Notebook.Jupyter;

/// <summary>The channels of messages: all sockets but the heartbeat.</summary>
internal enum Channel
{
    /// <summary>Requests and their replies.</summary>
    Shell,

    /// <summary>Requests that are answered while a cell runs, and their replies.</summary>
    Control,

    /// <summary>Outputs and status, broadcast to all clients.</summary>
    IoPub,

    /// <summary>Input requests to the client of the running cell.</summary>
    Stdin,
}

/// <summary>A message header.</summary>
/// <param name="MsgId">The message's unique id.</param>
/// <param name="Username">The user of the sending process.</param>
/// <param name="Session">The session id, one per process of a client or kernel.</param>
/// <param name="Date">ISO 8601, UTC.</param>
/// <param name="MsgType">The message type: "execute_request".</param>
/// <param name="Version">The protocol version: "5.5".</param>
internal sealed record MessageHeader(string MsgId, string Username, string Session, string Date, string MsgType, string Version);

/// <summary>A received message with a verified signature.</summary>
/// <param name="Identities">The routing frames of the sender.</param>
/// <param name="Header">The header.</param>
/// <param name="HeaderBytes">The header's original bytes, which replies and outputs repeat as their parent header.</param>
/// <param name="ParentId">The id of the parent message; null for requests.</param>
/// <param name="Metadata">The metadata; a JSON object.</param>
/// <param name="Content">The content; a JSON object.</param>
/// <param name="Buffers">Binary attachments.</param>
internal sealed record Message(
    IReadOnlyList<byte[]> Identities,
    MessageHeader Header,
    byte[] HeaderBytes,
    string? ParentId,
    JsonElement Metadata,
    JsonElement Content,
    IReadOnlyList<byte[]> Buffers
);

/// <summary>A message to send; the writer adds its header and signature.</summary>
/// <param name="Type">The message type.</param>
/// <param name="Parent">The bytes of the parent header; "{}" without a parent.</param>
/// <param name="Content">A JSON object.</param>
/// <param name="Identities">The routing frames of the receiver; on iopub, the topic.</param>
/// <param name="Metadata">A JSON object; null for an empty one.</param>
/// <param name="Buffers">Binary attachments; null for none.</param>
internal sealed record OutgoingMessage(
    string Type,
    byte[] Parent,
    byte[] Content,
    IReadOnlyList<byte[]> Identities,
    byte[]? Metadata = null,
    IReadOnlyList<byte[]>? Buffers = null
)
{
    /// <summary>The parent header of a message without a parent.</summary>
    public static readonly byte[] NoParent = "{}"u8.ToArray();
}

/// <summary>Sends messages: sockets, or a list in tests.</summary>
internal interface IMessageSink
{
    /// <summary>Sends a message, in the order of the calls per channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="message">The message.</param>
    /// <param name="undeliverable">Called when the receiver has no connection on that channel.</param>
    void Send(Channel channel, OutgoingMessage message, Action? undeliverable = null);

    /// <summary>Waits until the kernel has received every message that has arrived on a channel so far.</summary>
    void DeliverPending(Channel channel);
}
