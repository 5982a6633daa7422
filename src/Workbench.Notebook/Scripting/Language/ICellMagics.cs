namespace Workbench.Notebook.Scripting.Language;

/// <summary>The magics of a cell, for the language service.</summary>
internal interface ICellMagics
{
    /// <summary>The cell with magics replaced by spaces: only C#, with the same positions.</summary>
    string WithoutMagics(string cell);

    /// <summary>Whether the cell ends in a magic that continues on the next line.</summary>
    bool IsOpen(string cell);

    /// <summary>The completions at the cursor; null when the cursor is not on a magic.</summary>
    CompletionList? Complete(string cell, int cursor);

    /// <summary>The help on the magic at the cursor; null when the cursor is not on a magic.</summary>
    MimeBundle? Inspect(string cell, int cursor);
}
