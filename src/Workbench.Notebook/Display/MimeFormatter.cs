using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Formatting;

namespace Workbench.Notebook.Display;

/// <summary>A formatter of ours; what a cell registers itself is told from it and comes first.</summary>
/// <param name="type">What it formats, derived types included.</param>
/// <param name="mimeType">Into which form.</param>
/// <param name="write">The value as text; documents of JSON as JSON text, pictures as base64.</param>
/// <param name="metadata">What a front end is told beside this form, such as a picture's width; null for nothing.</param>
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

    /// <summary>What a front end is told beside this form; null for nothing.</summary>
    public JsonObject? Metadata(object instance) => metadata?.Invoke(instance);

    /// <summary>Registers a formatter of a type in one form.</summary>
    public static void Register<T>(string mimeType, Func<T, string> write) =>
        Formatter.Register(new MimeFormatter(typeof(T), mimeType, value => write((T)value)));

    /// <summary>Registers what a notebook shows of a type: HTML and plain text.</summary>
    public static void Register<T>(Func<T, Html> html, Func<T, string> plain)
    {
        Register<T>(HtmlFormatter.MimeType, value => html(value).Text);
        Register(PlainTextFormatter.MimeType, plain);
    }
}
