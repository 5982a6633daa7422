namespace Workbench.Notebook.Display;

/// <summary><c>x.Display()</c> for any value.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows the value below the cell.</summary>
    /// <param name="value">Anything.</param>
    /// <param name="mimeTypes">The forms wanted, best first; none: those that the type prefers.</param>
    /// <returns>What can be updated in place.</returns>
    /// <exception cref="InvalidInputException">There is no running cell, or the value has no such form.</exception>
    public static DisplayHandle Display(this object? value, params string[] mimeTypes) => DisplayHandle.Show(value, null, mimeTypes);

    /// <summary>Shows text that is in a form already: <c>"&lt;b&gt;bold&lt;/b&gt;".DisplayAs("text/html")</c>.</summary>
    /// <param name="content">The text.</param>
    /// <param name="mimeType">What it is.</param>
    /// <exception cref="InvalidInputException">There is no running cell, or the text is not of that type.</exception>
    public static DisplayHandle DisplayAs(this string content, string mimeType) =>
        DisplayHandle.Show(Formatting.Raw(mimeType, content), null);
}
