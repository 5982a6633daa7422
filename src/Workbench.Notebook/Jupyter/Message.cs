using System.Text.Json;

namespace Workbench.Notebook.Jupyter;

/// <summary>The five sockets, as far as messages travel on them.</summary>
internal enum Channel
{
    /// <summary>Requests and their replies.</summary>
    Shell,

    /// <summary>The same, answered while a cell runs.</summary>
    Control,

    /// <summary>Outputs and states, to everybody.</summary>
    IoPub,

    /// <summary>Questions to the person, to the client whose cell asks.</summary>
    Stdin,
}

/// <summary>What names a message and its sender.</summary>
/// <param name="MsgId">Unique for each message.</param>
/// <param name="Username">Who runs the sender.</param>
/// <param name="Session">One per process of a client or kernel.</param>
/// <param name="Date">ISO 8601, UTC.</param>
/// <param name="MsgType">"execute_request".</param>
/// <param name="Version">Of the protocol: "5.5".</param>
internal sealed record MessageHeader(string MsgId, string Username, string Session, string Date, string MsgType, string Version);

/// <summary>A message that came in, its signature checked.</summary>
/// <param name="Identities">The frames by which a router finds its sender again.</param>
/// <param name="Header">What names it.</param>
/// <param name="HeaderBytes">The header as sent: replies and outputs repeat it as their parent, byte by byte.</param>
/// <param name="ParentId">The message that it answers; null for requests.</param>
/// <param name="Metadata">Beside the content; an object.</param>
/// <param name="Content">An object.</param>
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
/// <param name="Type">Its type.</param>
/// <param name="Parent">The header of what it belongs to, as bytes; "{}" when it belongs to nothing.</param>
/// <param name="Content">A JSON object.</param>
/// <param name="Identities">Its receiver; on iopub, its topic.</param>
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
    /// <summary>The parent of what belongs to no request.</summary>
    public static readonly byte[] NoParent = "{}"u8.ToArray();
}

/// <summary>Where messages go: sockets, or the list of a test.</summary>
internal interface IMessageSink
{
    /// <summary>Sends a message after those that were sent on this channel before.</summary>
    /// <param name="channel">By which socket.</param>
    /// <param name="message">What.</param>
    /// <param name="undeliverable">Called when its receiver has no connection on that channel.</param>
    void Send(Channel channel, OutgoingMessage message, Action? undeliverable = null);

    /// <summary>Returns when every message that has arrived on a channel so far was handed to the kernel.</summary>
    void DeliverPending(Channel channel);
}
