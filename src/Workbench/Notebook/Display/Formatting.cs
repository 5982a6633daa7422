using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Formatting;

namespace Workbench.Notebook.Display;

/// <summary>Makes bundles of values: the formatters of Microsoft.DotNet.Interactive.Formatting, ours and those that cells register.</summary>
public static class Formatting
{
    /// <summary>A value in the forms that a front end may choose from.</summary>
    /// <param name="value">Anything; a <see cref="MimeBundle"/> is what it is.</param>
    /// <param name="mimeTypes">The forms wanted, best first; none: those that the type prefers. Plain text is always added.</param>
    /// <exception cref="InvalidInputException">The value has none of the forms that were asked for.</exception>
    public static MimeBundle BundleOf(object? value, params IReadOnlyList<string> mimeTypes)
    {
        if (value is MimeBundle bundle)
            return bundle;
        if (value is null)
            return MimeBundle.Plain(Formatter.NullString);
        IEnumerable<string> wanted = mimeTypes is { Count: > 0 } ? mimeTypes : Formatter.GetPreferredMimeTypesFor(value.GetType());
        var data = new JsonObject();
        foreach (var mimeType in wanted.Append(PlainTextFormatter.MimeType).Distinct())
            data[mimeType] = Document(mimeType, value.ToDisplayString(mimeType));
        return new MimeBundle(data);
    }

    /// <summary>Text that is in a form already.</summary>
    /// <param name="mimeType">What it is.</param>
    /// <param name="content">The text.</param>
    /// <exception cref="InvalidInputException">The type is one of JSON and the text is not.</exception>
    public static MimeBundle Raw(string mimeType, string content)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(mimeType);
        ArgumentNullException.ThrowIfNull(content);
        var data = new JsonObject { [mimeType] = Document(mimeType, content) };
        data.TryAdd(PlainTextFormatter.MimeType, content);
        return new MimeBundle(data);
    }

    private static JsonNode? Document(string mimeType, string text)
    {
        if (mimeType != "application/json" && !mimeType.EndsWith("+json", StringComparison.Ordinal))
            return JsonValue.Create(text);
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException error)
        {
            throw new InvalidInputException([new Fault($"{mimeType} is a JSON document", error.Message)], error);
        }
    }
}
