using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Formatting;

namespace Workbench.Notebook.Display;

/// <summary>A formatter of the Workbench. The class distinguishes it from the formatters of cells, which take precedence.</summary>
/// <param name="type">The formatted type, derived types included.</param>
/// <param name="mimeType">The MIME type of the result.</param>
/// <param name="write">Writes the value as text: JSON types as JSON text, images as base64.</param>
/// <param name="metadata">Metadata of this form, such as an image's width; null for none.</param>
internal sealed class MimeFormatter(Type type, string mimeType, Func<object, string> write, Func<object, JsonObject>? metadata = null)
    : ITypeFormatter
{
    public string MimeType => mimeType;

    public Type Type => type;

    public bool Format(object instance, FormatContext context)
    {
        context.Writer.Write(instance is null ? Formatter.NullString : write(instance));
        return true;
    }

    /// <summary>The metadata of this form; null for none.</summary>
    public JsonObject? Metadata(object instance) => metadata?.Invoke(instance);

    /// <summary>Registers a formatter of a type for one MIME type.</summary>
    public static void Register<T>(string mimeType, Func<T, string> write) =>
        Formatter.Register(new MimeFormatter(typeof(T), mimeType, value => write((T)value)));

    /// <summary>Registers the HTML and plain-text formatters of a type.</summary>
    public static void Register<T>(Func<T, Html> html, Func<T, string> plain)
    {
        Register<T>(HtmlFormatter.MimeType, value => html(value).Text);
        Register(PlainTextFormatter.MimeType, plain);
    }
}
