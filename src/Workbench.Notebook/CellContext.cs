namespace Workbench.Notebook;

/// <summary>
/// The cell that the current code belongs to; flows with <c>await</c> and into tasks. <c>display(x)</c>, the console and
/// <c>Study.RunAsync()</c> find their calling cell by this context.
/// </summary>
public sealed class CellContext
{
    private static readonly AsyncLocal<CellContext?> Flow = new();

    /// <summary>The context of a running cell.</summary>
    /// <param name="request">The cell.</param>
    /// <param name="frontEnd">Receives the cell's outputs.</param>
    /// <param name="cancellation">Cancelled when the cell is interrupted.</param>
    public CellContext(CellRequest request, ICellFrontEnd frontEnd, CancellationToken cancellation)
    {
        Request = request;
        FrontEnd = frontEnd;
        Cancellation = cancellation;
    }

    /// <summary>The cell of the current async flow; null outside cells.</summary>
    public static CellContext? Current => Flow.Value;

    /// <summary>The cell.</summary>
    public CellRequest Request { get; }

    /// <summary>Receives the cell's outputs.</summary>
    public ICellFrontEnd FrontEnd { get; }

    /// <summary>Cancelled when the cell is interrupted.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>Makes this the current cell of the calling async flow and of the tasks that it starts.</summary>
    public void Enter() => Flow.Value = this;

    /// <summary>Clears the current cell of the calling async flow.</summary>
    public static void Leave() => Flow.Value = null;
}
