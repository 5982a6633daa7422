using System.CommandLine;
using Workbench.Operations;

namespace Workbench.Notebook.Magics;

/// <summary>A command of notebook cells, <c>#!name</c>. Its arguments and options are System.CommandLine's, as in the shell.</summary>
public abstract class Magic
{
    /// <summary>Its name, without the mark.</summary>
    public abstract string Name { get; }

    /// <summary>What it does, in one line.</summary>
    public abstract string Summary { get; }

    /// <summary>Lines to copy, without the mark.</summary>
    public virtual IReadOnlyList<Example> Examples => [];

    /// <summary>Whether the rest of the cell belongs to it.</summary>
    public virtual bool TakesBody => false;

    /// <summary>Whether that rest is C# with magics of its own, rather than a text.</summary>
    public virtual bool BodyIsCode => false;

    /// <summary>Whether it is one of the Workbench's operations, or a group of them.</summary>
    internal virtual bool IsOperation => false;

    /// <summary>Magics that are asked for by a second word: <c>#!runs list</c>.</summary>
    public virtual IReadOnlyList<Magic> Parts => [];

    /// <summary>The part that is meant when no second word is given; null when one is needed.</summary>
    public virtual string? Usual => null;

    /// <summary>Adds arguments and options to a command. Nothing heavy may happen here: help and completion call it.</summary>
    public abstract void Define(Command command);

    /// <summary>Does it, and shows what comes out.</summary>
    /// <exception cref="WorkbenchException">What was asked for cannot be done, or came out as less than was asked.</exception>
    /// <exception cref="OperationCanceledException">The cell was interrupted.</exception>
    public abstract Task RunAsync(MagicCall call);
}

/// <summary>One use of a magic.</summary>
/// <param name="Part">Where it stands, and its body.</param>
/// <param name="Parsed">Its arguments and options.</param>
/// <param name="Cell">The running cell.</param>
/// <param name="Host">The session.</param>
public sealed record MagicCall(MagicPart Part, ParseResult Parsed, CellContext Cell, IMagicHost Host);
