using System.Text.Json.Nodes;
using Workbench.Notebook.Display;
using Workbench.Operations.Views;

namespace Workbench.Notebook.Magics;

/// <summary>A table of texts in the style of result tables.</summary>
internal static class TextTable
{
    /// <summary>The table as HTML and as text.</summary>
    /// <param name="head">The columns; without any header text no header row is shown.</param>
    /// <param name="rows">The rows, with one cell per column.</param>
    public static MimeBundle Bundle(IReadOnlyList<ResultColumn> head, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var view = new ResultView(new ResultTable(head, rows));
        return new MimeBundle(new JsonObject { ["text/html"] = TableHtml.Of(view).Text, ["text/plain"] = view.ToString() });
    }
}
