using System.CommandLine;
using Workbench.Operations;

namespace Workbench.Notebook.Magics;

/// <summary>A command in notebook cells, <c>#!name</c>, with arguments and options by System.CommandLine as in the shell.</summary>
public abstract class Magic
{
    /// <summary>The name, without <c>#!</c>.</summary>
    public abstract string Name { get; }

    /// <summary>A description in one line.</summary>
    public abstract string Summary { get; }

    /// <summary>Examples, without <c>#!</c>.</summary>
    public virtual IReadOnlyList<Example> Examples => [];

    /// <summary>Whether the rest of the cell is the magic's body.</summary>
    public virtual bool TakesBody => false;

    /// <summary>Whether the body is code, C# and magics, instead of a text.</summary>
    public virtual bool BodyIsCode => false;

    /// <summary>Whether the magic is a Workbench operation or a group of operations.</summary>
    internal virtual bool IsOperation => false;

    /// <summary>Subcommands: <c>#!runs list</c>.</summary>
    public virtual IReadOnlyList<Magic> Parts => [];

    /// <summary>The default subcommand; null when a subcommand is required.</summary>
    public virtual string? Usual => null;

    /// <summary>Adds arguments and options to a command. Must be cheap: help and completion call this method.</summary>
    public abstract void Define(Command command);

    /// <summary>Runs the magic and shows its result.</summary>
    /// <exception cref="WorkbenchException">The magic failed or gave only a partial result.</exception>
    /// <exception cref="OperationCanceledException">The cell was interrupted.</exception>
    public abstract Task RunAsync(MagicCall call);
}

/// <summary>A call of a magic.</summary>
/// <param name="Part">The magic's part of the cell, with its body.</param>
/// <param name="Parsed">The arguments and options.</param>
/// <param name="Cell">The running cell.</param>
/// <param name="Host">The session.</param>
public sealed record MagicCall(MagicPart Part, ParseResult Parsed, CellContext Cell, IMagicHost Host);
