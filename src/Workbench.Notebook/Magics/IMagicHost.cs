using Workbench.Operations;

namespace Workbench.Notebook.Magics;

/// <summary>A variable of the session.</summary>
/// <param name="Name">The variable's name.</param>
/// <param name="Type">The declared type.</param>
/// <param name="Value">The current value.</param>
public sealed record CellVariable(string Name, Type Type, object? Value);

/// <summary>The session of a magic.</summary>
public interface IMagicHost
{
    /// <summary>Folders, clock, worker processes.</summary>
    HostEnvironment HostEnvironment { get; }

    /// <summary>The variables of the session, in the order of their first declaration.</summary>
    IReadOnlyList<CellVariable> Variables { get; }

    /// <summary>Declares a variable of the session; replaces a variable of the same name.</summary>
    /// <param name="name">A C# identifier.</param>
    /// <param name="type">The declared type.</param>
    /// <param name="value">The value.</param>
    void Set(string name, Type type, object? value);

    /// <summary>Runs code, magics included, as a part of the running cell, and shows the value of the last expression.</summary>
    /// <param name="code">The code.</param>
    /// <param name="line">The first line of the code in the cell, from 0.</param>
    /// <param name="cell">The running cell.</param>
    Task RunAsync(string code, int line, CellContext cell);

    /// <summary>Runs the code of files (.cs, .csx, .ipynb, .dib) as a part of the running cell.</summary>
    /// <param name="files">The files. Relative paths start from the importing file; in a cell, from the current folder.</param>
    /// <param name="line">The line of the import in its cell or file, from 0.</param>
    /// <param name="cell">The running cell.</param>
    Task ImportAsync(IReadOnlyList<string> files, int line, CellContext cell);
}
