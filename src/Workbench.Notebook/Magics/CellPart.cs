namespace Workbench.Notebook.Magics;

/// <summary>A piece of a cell: C#, or a magic.</summary>
/// <param name="Line">The line of the cell on which it begins, from 0.</param>
/// <param name="Start">Where it begins in the cell, in UTF-16 units.</param>
public abstract record CellPart(int Line, int Start);

/// <summary>C# between magics.</summary>
/// <param name="Code">As written, line ends included.</param>
/// <param name="Line">The line of the cell on which it begins, from 0.</param>
/// <param name="Start">Where it begins in the cell, in UTF-16 units.</param>
public sealed record CSharpPart(string Code, int Line, int Start) : CellPart(Line, Start)
{
    /// <summary>Empty lines and then the code: what is said of it (diagnostics, stack frames) bears the cell's line numbers.</summary>
    public string Padded => new string('\n', Line) + SplitDirectives.Blanked(Code);

    /// <summary>Whether there is nothing to run: white space.</summary>
    public bool IsBlank => string.IsNullOrWhiteSpace(Code);
}

/// <summary>A magic: <c>#!name arguments</c> or <c>%name arguments</c>.</summary>
/// <param name="Name">Without its mark.</param>
/// <param name="Arguments">The rest of its line; lines that a trailing backslash continues are one.</param>
/// <param name="Body">The lines below it, for magics that take the rest of the cell; else null.</param>
/// <param name="BodyLine">The line of the cell on which the body begins, from 0.</param>
/// <param name="Line">The line of the cell on which it begins, from 0.</param>
/// <param name="Start">Where it begins in the cell, in UTF-16 units.</param>
/// <param name="Length">UTF-16 units of the magic itself, without its body and its last line end.</param>
public sealed record MagicPart(string Name, string Arguments, string? Body, int BodyLine, int Line, int Start, int Length)
    : CellPart(Line, Start);
