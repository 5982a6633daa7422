using System.Text.RegularExpressions;

namespace Workbench.Notebook.Documents.Running;

/// <summary>Unique cell ids as nbformat 4.5 requires.</summary>
internal static partial class CellIds
{
    [GeneratedRegex("^[a-zA-Z0-9-_]{1,64}$")]
    private static partial Regex Allowed();

    /// <summary>Adds ids to cells without a valid, unique id; removes all ids before nbformat 4.5.</summary>
    public static void Complete(NotebookDocument document)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var cell in document.Cells)
        {
            if (document.Minor < 5)
                cell.Node.Remove("id");
            else if (cell.Id is not { } id || !Allowed().IsMatch(id) || !seen.Add(id))
                AddId(cell, seen);
        }
    }

    private static void AddId(NotebookCell cell, HashSet<string> seen)
    {
        string id;
        do id = Guid.NewGuid().ToString("N")[..8];
        while (!seen.Add(id));
        if (cell.Node.ContainsKey("id"))
            cell.Node["id"] = id;
        else
            cell.Node.Insert(
                Math.Min(cell.Node.IndexOf("cell_type") + 1 + (cell.Node.ContainsKey("execution_count") ? 1 : 0), cell.Node.Count),
                "id",
                id
            );
    }
}
