namespace Workbench.Operations;

/// <summary>
/// What operations that are started from C# find around them; it flows with <c>await</c> and into tasks. A notebook enters one for every
/// cell, so that <c>await study.RunAsync()</c> finds folders, a live progress display and the cell's token.
/// </summary>
/// <param name="host">Folders, clock, worker.</param>
/// <param name="progress">Told what happens.</param>
/// <param name="cancellation">Stops what was started in the scope.</param>
public sealed class OperationScope(HostEnvironment host, IProgress<OperationEvent> progress, CancellationToken cancellation)
{
    private static readonly AsyncLocal<OperationScope?> Flow = new();

    /// <summary>The scope of the current flow of control; null outside of notebooks.</summary>
    public static OperationScope? Current => Flow.Value;

    /// <summary>Folders, clock, worker.</summary>
    public HostEnvironment HostEnvironment => host;

    /// <summary>Told what happens.</summary>
    public IProgress<OperationEvent> Progress => progress;

    /// <summary>Stops what was started in the scope.</summary>
    public CancellationToken Cancellation => cancellation;

    /// <summary>Where commands are typed: texts that are made in the scope call them so. Default: a shell.</summary>
    public CommandSurface Surface { get; init; } = CommandSurface.Shell;

    /// <summary>Makes this the current scope of the calling flow and of what it starts, until what is returned is disposed.</summary>
    public IDisposable Enter()
    {
        var outer = Flow.Value;
        Flow.Value = this;
        return new Exit(outer);
    }

    /// <summary>
    /// Runs an operation on threads of the pool, with this scope's host environment, progress and token: the calling thread only waits, and
    /// may be aborted.
    /// </summary>
    /// <typeparam name="TOptions">What is asked.</typeparam>
    /// <typeparam name="TResult">What comes out.</typeparam>
    /// <param name="make">Makes the operation of this host environment.</param>
    /// <param name="options">What is asked.</param>
    public Task<TResult> RunAsync<TOptions, TResult>(Func<HostEnvironment, Operation<TOptions, TResult>> make, TOptions options)
        where TResult : notnull
    {
        ArgumentNullException.ThrowIfNull(make);
        return Task.Run(() => make(host).RunAsync(options, progress, cancellation), CancellationToken.None);
    }

    /// <summary>The current scope, with what the caller gave in its place.</summary>
    /// <param name="call">What is called, for the message: "study.RunAsync()".</param>
    /// <param name="progress">Instead of the scope's; null keeps it.</param>
    /// <param name="cancellation">Stops too, beside the scope's own token.</param>
    /// <exception cref="InvalidInputException">There is no scope.</exception>
    internal static OperationScope Around(string call, IProgress<OperationEvent>? progress, CancellationToken cancellation)
    {
        var scope =
            Current
            ?? throw new InvalidInputException(
                "a scope says where data and runs are kept, and there is none here",
                call,
                "in a notebook cell, or inside of a scope",
                "In a program of your own: using var scope = new OperationScope(host, progress, cancellation).Enter();"
            );
        return progress is null && !cancellation.CanBeCanceled
            ? scope
            : new OperationScope(scope.HostEnvironment, progress ?? scope.Progress, Either(scope.Cancellation, cancellation))
            {
                Surface = scope.Surface,
            };
    }

    // The linked source lives as long as the work that was given its token.
    private static CancellationToken Either(CancellationToken first, CancellationToken second) =>
        !second.CanBeCanceled ? first
        : !first.CanBeCanceled ? second
        : CancellationTokenSource.CreateLinkedTokenSource(first, second).Token;

    private sealed class Exit(OperationScope? outer) : IDisposable
    {
        public void Dispose() => Flow.Value = outer;
    }
}
