namespace Workbench.Operations;

/// <summary>An event of a running operation. The shell and the notebook display it in their own ways.</summary>
public abstract record OperationEvent;

/// <summary>A step began.</summary>
/// <param name="What">The step, in one line: "fetching sotu (10.8 MB)".</param>
public sealed record StepStarted(string What) : OperationEvent;

/// <summary>A warning; the operation continues.</summary>
/// <param name="Text">One line.</param>
public sealed record WarningRaised(string Text) : OperationEvent;

/// <summary>A task advanced.</summary>
/// <param name="Task">The task's name. Events with the same name update the same progress bar.</param>
/// <param name="Done">Completed units.</param>
/// <param name="Total">All units.</param>
/// <param name="Detail">Text to show beside the progress bar: "loss 2.31, 8,400 tokens/s".</param>
public sealed record Advanced(string Task, double Done, double Total, string? Detail = null) : OperationEvent;

/// <summary>A task ended; its progress bar is removed.</summary>
/// <param name="Task">The name of the task in its <see cref="Advanced"/> events.</param>
public sealed record TaskEnded(string Task) : OperationEvent;

/// <summary>A piece of text was generated; it is shown at once.</summary>
/// <param name="Text">The piece of text.</param>
public sealed record TextProduced(string Text) : OperationEvent;

/// <summary>The operation can draw its progress. A notebook redraws the figure whenever it updates the progress display.</summary>
/// <param name="Draw">Returns a figure of the progress so far, as an object that has a notebook formatter; null while there is nothing to
/// show. Can be called from any thread.</param>
public sealed record FigureOffered(Func<object?> Draw) : OperationEvent;
