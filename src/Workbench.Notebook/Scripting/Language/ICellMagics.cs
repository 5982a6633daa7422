namespace Workbench.Notebook.Scripting.Language;

/// <summary>What the language service asks about the magics of a cell.</summary>
internal interface ICellMagics
{
    /// <summary>The cell with every magic blanked out: the same length, the same lines, C# alone.</summary>
    string WithoutMagics(string cell);

    /// <summary>Whether the cell ends in a magic that goes on in the next line.</summary>
    bool IsOpen(string cell);

    /// <summary>What may stand at the cursor; null when it does not stand on a magic.</summary>
    CompletionList? Complete(string cell, int cursor);

    /// <summary>What is known of the magic at the cursor; null when it does not stand on one.</summary>
    MimeBundle? Inspect(string cell, int cursor);
}
