namespace Workbench.Notebook.Display;

/// <summary><c>x.Display()</c> for any value.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows the value below the cell.</summary>
    /// <param name="value">Any value; null is shown as &lt;null&gt;.</param>
    /// <param name="mimeTypes">The MIME types to show, best first; empty for the type's default types.</param>
    /// <returns>A handle that updates the display in place.</returns>
    /// <exception cref="InvalidInputException">There is no running cell, or the value cannot be shown as these MIME types.</exception>
    public static DisplayHandle Display(this object? value, params string[] mimeTypes) => DisplayHandle.Show(value, null, mimeTypes);

    /// <summary>Shows text as a given MIME type: <c>"&lt;b&gt;bold&lt;/b&gt;".DisplayAs("text/html")</c>.</summary>
    /// <param name="content">The text.</param>
    /// <param name="mimeType">The text's MIME type.</param>
    /// <exception cref="InvalidInputException">There is no running cell, or the text is not of that type.</exception>
    public static DisplayHandle DisplayAs(this string content, string mimeType) =>
        DisplayHandle.Show(Formatting.Raw(mimeType, content), null);
}
