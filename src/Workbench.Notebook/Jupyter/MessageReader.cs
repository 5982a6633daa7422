using System.Text.Json;

namespace Workbench.Notebook.Jupyter;

/// <summary>Parses frames into messages: identities, the delimiter, the signature, four JSON objects, buffers.</summary>
/// <param name="signer">Verifies signatures.</param>
/// <param name="replays">Detects replayed messages.</param>
internal sealed class MessageReader(MessageSigner signer, ReplayGuard replays)
{
    /// <summary>The frame between the identities and the message.</summary>
    public static readonly byte[] Delimiter = "<IDS|MSG>"u8.ToArray();

    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 256 };

    /// <summary>Reads a message; null, with the reason, for a message to drop.</summary>
    public Message? Read(IReadOnlyList<byte[]> frames, out string reason)
    {
        var at = 0;
        while (at < frames.Count && !frames[at].AsSpan().SequenceEqual(Delimiter))
            at++;
        if (at == frames.Count)
            return Drop("it has no delimiter", out reason);
        if (frames.Count < at + 6)
            return Drop($"it has {frames.Count - at - 1} frames after the delimiter; at least 5 are required", out reason);
        var signature = frames[at + 1];
        var first = at + 2;
        if (signer.IsOn && signature.Length == 0)
            return Drop("it is not signed", out reason);
        if (!signer.Verify(signature, frames, first))
            return Drop("its signature is wrong", out reason);
        if (signer.IsOn && !replays.IsNew(signature))
            return Drop("it is a replay of an earlier message", out reason);
        try
        {
            var header = Object(frames[first], "header");
            var parent = Object(frames[first + 1], "parent header");
            var metadata = Object(frames[first + 2], "metadata");
            var content = Object(frames[first + 3], "content");
            reason = "";
            return new Message(
                [.. frames.Take(at)],
                new MessageHeader(
                    Text(header, "msg_id", required: true)!,
                    Text(header, "username") ?? "",
                    Text(header, "session") ?? "",
                    Text(header, "date") ?? "",
                    Text(header, "msg_type", required: true)!,
                    Text(header, "version") ?? ""
                ),
                frames[first],
                Text(parent, "msg_id"),
                metadata,
                content,
                [.. frames.Skip(first + 4)]
            );
        }
        catch (JsonException error)
        {
            return Drop(error.Message, out reason);
        }
    }

    private static Message? Drop(string why, out string reason)
    {
        reason = why;
        return null;
    }

    private static JsonElement Object(byte[] frame, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(frame, Json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new JsonException($"its {name} is not a JSON object");
        }
        catch (JsonException error) when (error.BytePositionInLine is not null)
        {
            throw new JsonException($"its {name} is not JSON");
        }
    }

    private static string? Text(JsonElement header, string name, bool required = false)
    {
        if (header.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String)
            return value.GetString();
        return required ? throw new JsonException($"its header has no {name}") : null;
    }
}
