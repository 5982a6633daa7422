using System.Text.Json.Nodes;
using Workbench.Notebook.Display;
using Workbench.Operations.Views;

namespace Workbench.Notebook.Magics;

/// <summary>A small table of texts, as the tables of results are shown.</summary>
internal static class TextTable
{
    /// <summary>The table as HTML and as text.</summary>
    /// <param name="head">The columns; no head is shown when all are empty.</param>
    /// <param name="rows">As many cells each.</param>
    public static MimeBundle Bundle(IReadOnlyList<ResultColumn> head, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var view = new ResultView(new ResultTable(head, rows));
        return new MimeBundle(new JsonObject { ["text/html"] = TableHtml.Of(view).Text, ["text/plain"] = view.ToString() });
    }
}
