using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Html;

namespace Workbench.Notebook.Display;

#pragma warning disable IDE1006 // Names that notebooks know: display, clear_output, HTML.

/// <summary>What every cell may call without a prefix: <c>display(x)</c>, <c>HTML("…")</c>, <c>clear_output()</c>.</summary>
public static class DisplayFunctions
{
    /// <summary>Shows a value below the cell.</summary>
    /// <param name="value">Anything; null is shown as &lt;null&gt;.</param>
    /// <param name="mimeTypes">The forms wanted, best first; none: those that the type prefers. Plain text is always added.</param>
    /// <returns>What can be updated in place.</returns>
    /// <exception cref="InvalidInputException">There is no running cell, or the value has no such form.</exception>
    public static DisplayHandle display(object? value, params string[] mimeTypes) => DisplayHandle.Show(value, null, mimeTypes);

    /// <summary>Shows a value under an id of one's own, by which any later cell updates it.</summary>
    /// <param name="value">Anything.</param>
    /// <param name="displayId">The id.</param>
    /// <returns>What can be updated in place.</returns>
    /// <exception cref="InvalidInputException">There is no running cell, or the id is empty.</exception>
    public static DisplayHandle display_as(object? value, string displayId) => DisplayHandle.Show(value, displayId);

    /// <summary>Puts a value in the place of what was shown under an id.</summary>
    /// <param name="value">Anything.</param>
    /// <param name="displayId">The id.</param>
    /// <exception cref="InvalidInputException">There is no running cell, or nothing was shown under the id since the kernel
    /// started.</exception>
    public static void update_display(object? value, string displayId) => DisplayHandle.Of(displayId).Update(value);

    /// <summary>Removes what the cell has shown so far.</summary>
    /// <param name="wait">Only when the next output comes, so that nothing flickers; default false.</param>
    /// <exception cref="InvalidInputException">There is no running cell.</exception>
    public static void clear_output(bool wait = false) => DisplayHandle.Cell().FrontEnd.Send(new ClearOutput(wait));

    /// <summary>Text that is HTML already.</summary>
    public static IHtmlContent HTML(string content) => new HtmlString(content);

    /// <summary>A style sheet for the whole notebook page.</summary>
    public static IHtmlContent CSS(string content) => new HtmlString($"<style>{content}</style>");

    /// <summary>A program that the front end runs.</summary>
    public static MimeBundle JavaScript(string content) => Formatting.Raw("application/javascript", content);

    /// <summary>Markdown that the front end lays out.</summary>
    public static MimeBundle Markdown(string content) => Formatting.Raw("text/markdown", content);

    /// <summary>Mathematics in LaTeX: <c>$…$</c> or <c>$$…$$</c>.</summary>
    public static MimeBundle Latex(string content) => Formatting.Raw("text/latex", content);

    /// <summary>A drawing: an <c>svg</c> element.</summary>
    public static MimeBundle Svg(string content) => Formatting.Raw("image/svg+xml", content);

    /// <summary>A JSON document that the front end shows as a tree.</summary>
    /// <exception cref="InvalidInputException">The text is not JSON.</exception>
    public static MimeBundle JSON(string content) => Formatting.Raw("application/json", content);

    /// <summary>A picture.</summary>
    /// <param name="bytes">A PNG file.</param>
    /// <param name="width">CSS pixels; null for its own width.</param>
    /// <exception cref="InvalidInputException">The bytes are no PNG.</exception>
    public static MimeBundle Png(byte[] bytes, int? width = null)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (bytes is not [0x89, (byte)'P', (byte)'N', (byte)'G', ..])
            throw new InvalidInputException(
                "a PNG file begins with 89 50 4E 47",
                $"{bytes.Length} bytes that begin with {Convert.ToHexString(bytes.AsSpan(0, Math.Min(4, bytes.Length)))}"
            );
        var bundle = new MimeBundle(
            new JsonObject { ["image/png"] = Convert.ToBase64String(bytes), ["text/plain"] = $"PNG picture, {bytes.Length} bytes" }
        );
        if (width is not null)
            bundle.Metadata["image/png"] = new JsonObject { ["width"] = width };
        return bundle;
    }
}
