using System.Text.Json.Nodes;

namespace Workbench.Notebook;

/// <summary>
/// One output in several forms, richest first; a front end shows the richest form that it supports (nbformat's <c>data</c> and
/// <c>metadata</c>).
/// </summary>
/// <param name="Data">By MIME type: text as a string value, <c>…+json</c> types as the document itself, images as base64 text.</param>
/// <param name="Metadata">By MIME type, or for the whole bundle; usually empty.</param>
[method: System.Text.Json.Serialization.JsonConstructor]
public sealed record MimeBundle(JsonObject Data, JsonObject Metadata)
{
    /// <summary>A bundle without metadata.</summary>
    public MimeBundle(JsonObject data)
        : this(data, []) { }

    /// <summary>A bundle with plain text only.</summary>
    public static MimeBundle Plain(string text) => new(new JsonObject { ["text/plain"] = text });

    /// <summary>The text of one form, or null when the bundle lacks it.</summary>
    public string? Text(string mimeType) => Data[mimeType] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
