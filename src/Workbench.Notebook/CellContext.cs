namespace Workbench.Notebook;

/// <summary>
/// The cell that the current code belongs to; it flows with <c>await</c> and into tasks. This is how <c>display(x)</c>, the console and
/// <c>Study.RunAsync()</c> find the cell that they were called from.
/// </summary>
public sealed class CellContext
{
    private static readonly AsyncLocal<CellContext?> Flow = new();

    /// <summary>A running cell.</summary>
    /// <param name="request">What runs.</param>
    /// <param name="frontEnd">Where its outputs go.</param>
    /// <param name="cancellation">Set when it is interrupted.</param>
    public CellContext(CellRequest request, ICellFrontEnd frontEnd, CancellationToken cancellation)
    {
        Request = request;
        FrontEnd = frontEnd;
        Cancellation = cancellation;
    }

    /// <summary>The cell of the current flow of control; null outside of cells.</summary>
    public static CellContext? Current => Flow.Value;

    /// <summary>What runs.</summary>
    public CellRequest Request { get; }

    /// <summary>Where its outputs go.</summary>
    public ICellFrontEnd FrontEnd { get; }

    /// <summary>Set when it is interrupted.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>Makes this the current cell of the calling flow and of what it starts.</summary>
    public void Enter() => Flow.Value = this;

    /// <summary>Ends it for the calling flow.</summary>
    public static void Leave() => Flow.Value = null;
}
