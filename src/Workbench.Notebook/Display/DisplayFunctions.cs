using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Html;

namespace Workbench.Notebook.Display;

#pragma warning disable IDE1006 // The names that other notebook kernels use: display, clear_output, HTML.

/// <summary>Functions that every cell calls without a prefix: <c>display(x)</c>, <c>HTML("…")</c>, <c>clear_output()</c>.</summary>
public static class DisplayFunctions
{
    /// <summary>Shows a value below the cell.</summary>
    /// <param name="value">Any value; null is shown as &lt;null&gt;.</param>
    /// <param name="mimeTypes">The MIME types to show, best first; empty for the type's default types. Plain text is always added.</param>
    /// <returns>A handle that updates the display in place.</returns>
    /// <exception cref="InvalidInputException">There is no running cell, or the value cannot be shown as these MIME types.</exception>
    public static DisplayHandle display(object? value, params string[] mimeTypes) => DisplayHandle.Show(value, null, mimeTypes);

    /// <summary>Shows a value under a given display id, by which any later cell can update the display.</summary>
    /// <param name="value">Any value.</param>
    /// <param name="displayId">The display id.</param>
    /// <returns>A handle that updates the display in place.</returns>
    /// <exception cref="InvalidInputException">There is no running cell, or the id is empty.</exception>
    public static DisplayHandle display_as(object? value, string displayId) => DisplayHandle.Show(value, displayId);

    /// <summary>Replaces the displays of an id by a value.</summary>
    /// <param name="value">Any value.</param>
    /// <param name="displayId">The display id.</param>
    /// <exception cref="InvalidInputException">There is no running cell, or nothing was shown under the id since the kernel
    /// started.</exception>
    public static void update_display(object? value, string displayId) => DisplayHandle.Of(displayId).Update(value);

    /// <summary>Removes the cell's outputs so far.</summary>
    /// <param name="wait">Waits for the next output before removing, which avoids flicker; default false.</param>
    /// <exception cref="InvalidInputException">There is no running cell.</exception>
    public static void clear_output(bool wait = false) => DisplayHandle.Cell().FrontEnd.Send(new ClearOutput(wait));

    /// <summary>Text that is HTML and is not escaped.</summary>
    public static IHtmlContent HTML(string content) => new HtmlString(content);

    /// <summary>A style sheet for the whole notebook page.</summary>
    public static IHtmlContent CSS(string content) => new HtmlString($"<style>{content}</style>");

    /// <summary>JavaScript that the front end runs.</summary>
    public static MimeBundle JavaScript(string content) => Formatting.Raw("application/javascript", content);

    /// <summary>Markdown that the front end renders.</summary>
    public static MimeBundle Markdown(string content) => Formatting.Raw("text/markdown", content);

    /// <summary>Mathematics in LaTeX: <c>$…$</c> or <c>$$…$$</c>.</summary>
    public static MimeBundle Latex(string content) => Formatting.Raw("text/latex", content);

    /// <summary>An SVG image: an <c>svg</c> element.</summary>
    public static MimeBundle Svg(string content) => Formatting.Raw("image/svg+xml", content);

    /// <summary>A JSON document that the front end shows as a tree.</summary>
    /// <exception cref="InvalidInputException">The text is not JSON.</exception>
    public static MimeBundle JSON(string content) => Formatting.Raw("application/json", content);

    /// <summary>A PNG image.</summary>
    /// <param name="bytes">The content of a PNG file.</param>
    /// <param name="width">The width in CSS pixels; null for the image's own width.</param>
    /// <exception cref="InvalidInputException">The bytes are not a PNG file.</exception>
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
