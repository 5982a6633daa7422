using Workbench.Operations;

namespace Workbench.Notebook.Magics;

/// <summary>A variable of the session.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its declared type.</param>
/// <param name="Value">What it holds.</param>
public sealed record CellVariable(string Name, Type Type, object? Value);

/// <summary>What magics need of the session that they run in.</summary>
public interface IMagicHost
{
    /// <summary>Folders, clock, worker processes.</summary>
    HostEnvironment HostEnvironment { get; }

    /// <summary>The variables of the session, in the order in which they were first declared.</summary>
    IReadOnlyList<CellVariable> Variables { get; }

    /// <summary>Makes a variable of the session, or a new one in the place of an old one of this name.</summary>
    /// <param name="name">A C# identifier.</param>
    /// <param name="type">Its declared type.</param>
    /// <param name="value">What it holds.</param>
    void Set(string name, Type type, object? value);

    /// <summary>Runs code, magics included, as a part of the running cell; the value of its last expression is shown.</summary>
    /// <param name="code">The code.</param>
    /// <param name="line">The line of the cell on which it begins, from 0.</param>
    /// <param name="cell">The running cell.</param>
    Task RunAsync(string code, int line, CellContext cell);

    /// <summary>Runs files as if their cells stood here: .cs, .csx, .ipynb, .dib.</summary>
    /// <param name="files">Relative paths start from the file in which the import stands; in a cell, from the current folder.</param>
    /// <param name="line">The line of the cell or file on which the import stands, from 0.</param>
    /// <param name="cell">The running cell.</param>
    Task ImportAsync(IReadOnlyList<string> files, int line, CellContext cell);
}
