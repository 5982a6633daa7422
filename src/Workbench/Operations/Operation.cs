using System.CommandLine;

namespace Workbench.Operations;

/// <summary>An example command line with its explanation.</summary>
/// <param name="Line">The words after the program's name: "ablate placement=pre,post".</param>
/// <param name="Meaning">What the command does, in a few words.</param>
public sealed record Example(string Line, string Meaning);

/// <summary>
/// A function of the Workbench. Its options are defined once, and the shell command and the notebook magic are both made from them.
/// </summary>
public abstract class Operation : IOperationEntry
{
    /// <summary>The name of the command or magic: "ablate", "list".</summary>
    public abstract string Name { get; }

    /// <summary>A one-line description.</summary>
    public abstract string Summary { get; }

    /// <summary>Examples for the help text.</summary>
    public virtual IReadOnlyList<Example> Examples => [];

    /// <summary>Adds this operation's arguments and options to a command. Must be fast, because the help text needs it.</summary>
    public abstract void Define(Command command);

    /// <inheritdoc/>
    public abstract TSurface Accept<TSurface>(IOperationVisitor<TSurface> visitor);
}

/// <summary>An operation with typed options and a typed result.</summary>
/// <typeparam name="TOptions">The options.</typeparam>
/// <typeparam name="TResult">The result; <c>--json</c> serialises it unchanged.</typeparam>
public abstract class Operation<TOptions, TResult> : Operation
    where TResult : notnull
{
    /// <inheritdoc/>
    public sealed override TSurface Accept<TSurface>(IOperationVisitor<TSurface> visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        return visitor.Visit(this);
    }

    /// <summary>Fetches what the command line names and <see cref="Bind"/> reads. Default: nothing.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <param name="progress">Receives events while something is fetched.</param>
    /// <param name="cancellation">Cancels the download.</param>
    public virtual void Fetch(ParseResult parsed, IProgress<OperationEvent> progress, CancellationToken cancellation) { }

    /// <summary>The options of a parsed command line.</summary>
    public abstract TOptions Bind(ParseResult parsed);

    /// <summary>Runs the operation.</summary>
    /// <param name="options">The options.</param>
    /// <param name="progress">Receives events while the operation runs.</param>
    /// <param name="cancellation">Stops the operation cleanly; completed work is kept.</param>
    public abstract Task<TResult> RunAsync(TOptions options, IProgress<OperationEvent> progress, CancellationToken cancellation);
}
