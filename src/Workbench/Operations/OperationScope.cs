namespace Workbench.Operations;

/// <summary>
/// The ambient environment of operations that are started from C#. It flows with <c>await</c> and into tasks. A notebook enters a scope for
/// every cell, so that <c>await study.RunAsync()</c> has folders, a live progress display and the cell's cancellation token.
/// </summary>
/// <param name="host">The environment: folders, clock, worker command.</param>
/// <param name="progress">Receives the events of the operations.</param>
/// <param name="cancellation">Cancels the operations that were started in the scope.</param>
public sealed class OperationScope(HostEnvironment host, IProgress<OperationEvent> progress, CancellationToken cancellation)
{
    private static readonly AsyncLocal<OperationScope?> Flow = new();

    /// <summary>The scope of the current async flow; null when none was entered.</summary>
    public static OperationScope? Current => Flow.Value;

    /// <summary>The environment: folders, clock, worker command.</summary>
    public HostEnvironment HostEnvironment => host;

    /// <summary>Receives the events of the operations.</summary>
    public IProgress<OperationEvent> Progress => progress;

    /// <summary>Cancels the operations that were started in the scope.</summary>
    public CancellationToken Cancellation => cancellation;

    /// <summary>The syntax of commands in messages that are made in the scope. Default: the shell's.</summary>
    public CommandSurface Surface { get; init; } = CommandSurface.Shell;

    /// <summary>Makes this the current scope of the async flow until the result is disposed.</summary>
    public IDisposable Enter()
    {
        var outer = Flow.Value;
        Flow.Value = this;
        return new Exit(outer);
    }

    /// <summary>
    /// Runs an operation on the thread pool, with this scope's environment, progress and cancellation token. The calling thread can be
    /// aborted without harm to the operation.
    /// </summary>
    /// <typeparam name="TOptions">The options.</typeparam>
    /// <typeparam name="TResult">The result.</typeparam>
    /// <param name="make">Creates the operation for an environment.</param>
    /// <param name="options">The options.</param>
    public Task<TResult> RunAsync<TOptions, TResult>(Func<HostEnvironment, Operation<TOptions, TResult>> make, TOptions options)
        where TResult : notnull
    {
        ArgumentNullException.ThrowIfNull(make);
        return Task.Run(() => make(host).RunAsync(options, progress, cancellation), CancellationToken.None);
    }

    /// <summary>The current scope, with the caller's progress and cancellation token.</summary>
    /// <param name="call">The call, for the error message: "study.RunAsync()".</param>
    /// <param name="progress">Replaces the scope's progress; null keeps it.</param>
    /// <param name="cancellation">Cancels in addition to the scope's own token.</param>
    /// <exception cref="InvalidInputException">There is no scope.</exception>
    internal static OperationScope Around(string call, IProgress<OperationEvent>? progress, CancellationToken cancellation)
    {
        var scope =
            Current
            ?? throw new InvalidInputException(
                "there is no OperationScope, which gives the folders for data and runs",
                call,
                "in a notebook cell, or inside a scope",
                "In your own program: using var scope = new OperationScope(host, progress, cancellation).Enter();"
            );
        return progress is null && !cancellation.CanBeCanceled
            ? scope
            : new OperationScope(scope.HostEnvironment, progress ?? scope.Progress, Either(scope.Cancellation, cancellation))
            {
                Surface = scope.Surface,
            };
    }

    // The linked source is not disposed: the operation uses its token after this method returns.
    private static CancellationToken Either(CancellationToken first, CancellationToken second) =>
        !second.CanBeCanceled ? first
        : !first.CanBeCanceled ? second
        : CancellationTokenSource.CreateLinkedTokenSource(first, second).Token;

    private sealed class Exit(OperationScope? outer) : IDisposable
    {
        public void Dispose() => Flow.Value = outer;
    }
}
