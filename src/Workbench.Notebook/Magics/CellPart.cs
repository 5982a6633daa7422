namespace Workbench.Notebook.Magics;

/// <summary>A part of a cell: C# or a magic.</summary>
/// <param name="Line">The first line of the part in the cell, from 0.</param>
/// <param name="Start">The start of the part in the cell, in UTF-16 units.</param>
public abstract record CellPart(int Line, int Start);

/// <summary>C# between magics.</summary>
/// <param name="Code">The code with its line ends.</param>
/// <param name="Line">The first line of the part in the cell, from 0.</param>
/// <param name="Start">The start of the part in the cell, in UTF-16 units.</param>
public sealed record CSharpPart(string Code, int Line, int Start) : CellPart(Line, Start)
{
    /// <summary>The code after empty lines, so that diagnostics and stack frames have the cell's line numbers.</summary>
    public string Padded => new string('\n', Line) + SplitDirectives.Blanked(Code);

    /// <summary>Whether the code is white space.</summary>
    public bool IsBlank => string.IsNullOrWhiteSpace(Code);
}

/// <summary>A magic: <c>#!name arguments</c> or <c>%name arguments</c>.</summary>
/// <param name="Name">The name without <c>#!</c> or <c>%</c>.</param>
/// <param name="Arguments">The rest of the line; a trailing backslash continues the line.</param>
/// <param name="Body">The lines below the magic, for magics that take the rest of the cell; else null.</param>
/// <param name="BodyLine">The first line of the body in the cell, from 0.</param>
/// <param name="Line">The line of the magic in the cell, from 0.</param>
/// <param name="Start">The start of the magic in the cell, in UTF-16 units.</param>
/// <param name="Length">The length of the magic without its body and last line end, in UTF-16 units.</param>
public sealed record MagicPart(string Name, string Arguments, string? Body, int BodyLine, int Line, int Start, int Length)
    : CellPart(Line, Start);
