using System.Globalization;

namespace Workbench.Notebook.Jupyter;

/// <summary>Writes messages as frames: adds headers and signatures.</summary>
/// <param name="signer">Signs the messages.</param>
/// <param name="clock">The clock of the headers.</param>
/// <param name="newId">Creates message ids; the first id is the kernel's session.</param>
internal sealed class MessageWriter(MessageSigner signer, TimeProvider clock, Func<string> newId)
{
    /// <summary>The protocol version, in every header and in <c>kernel_info_reply</c>.</summary>
    public const string ProtocolVersion = "5.5";

    private readonly string _session = newId();

    /// <summary>The frames of a message.</summary>
    /// <param name="message">The message.</param>
    public IReadOnlyList<byte[]> Write(OutgoingMessage message)
    {
        var frames = new List<byte[]>(message.Identities.Count + 6 + (message.Buffers?.Count ?? 0));
        frames.AddRange(message.Identities);
        frames.Add(MessageReader.Delimiter);
        frames.Add([]);
        var first = frames.Count;
        frames.Add(Header(message.Type));
        frames.Add(message.Parent);
        frames.Add(message.Metadata ?? OutgoingMessage.NoParent);
        frames.Add(message.Content);
        frames[first - 1] = signer.Sign(frames, first);
        if (message.Buffers is { } buffers)
            frames.AddRange(buffers);
        return frames;
    }

    private byte[] Header(string type) =>
        Utf8Json.Object(json =>
        {
            json.WriteString("msg_id", newId());
            json.WriteString("username", "workbench");
            json.WriteString("session", _session);
            json.WriteString(
                "date",
                clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture)
            );
            json.WriteString("msg_type", type);
            json.WriteString("version", ProtocolVersion);
        });
}
