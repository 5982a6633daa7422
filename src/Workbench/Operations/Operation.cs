using System.CommandLine;

namespace Workbench.Operations;

/// <summary>A line that a person can copy, and what it does.</summary>
/// <param name="Line">Arguments after the program's name: "ablate placement=pre,post".</param>
/// <param name="Meaning">What it does, in a few words.</param>
public sealed record Example(string Line, string Meaning);

/// <summary>
/// Something that can be asked for. Its options are defined once; the shell command and the notebook magic are faces of it.
/// </summary>
public abstract class Operation : IOperationEntry
{
    /// <summary>The name under which it is asked for: "ablate", "list".</summary>
    public abstract string Name { get; }

    /// <summary>What it does, in one line.</summary>
    public abstract string Summary { get; }

    /// <summary>Lines to copy; shown by help.</summary>
    public virtual IReadOnlyList<Example> Examples => [];

    /// <summary>Adds this operation's arguments and options to a command. Nothing heavy may happen here: help calls it.</summary>
    public abstract void Define(Command command);

    /// <inheritdoc/>
    public abstract TSurface Accept<TSurface>(IOperationVisitor<TSurface> visitor);
}

/// <summary>An operation with typed options and a typed result.</summary>
/// <typeparam name="TOptions">What is asked.</typeparam>
/// <typeparam name="TResult">What comes out; serialised as it is for <c>--json</c>.</typeparam>
public abstract class Operation<TOptions, TResult> : Operation
    where TResult : notnull
{
    /// <inheritdoc/>
    public sealed override TSurface Accept<TSurface>(IOperationVisitor<TSurface> visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        return visitor.Visit(this);
    }

    /// <summary>The options as parsed.</summary>
    public abstract TOptions Bind(ParseResult parsed);

    /// <summary>Does it.</summary>
    /// <param name="options">What is asked.</param>
    /// <param name="progress">Told what happens meanwhile.</param>
    /// <param name="cancellation">Stops it cleanly; what is finished is kept.</param>
    public abstract Task<TResult> RunAsync(TOptions options, IProgress<OperationEvent> progress, CancellationToken cancellation);
}
