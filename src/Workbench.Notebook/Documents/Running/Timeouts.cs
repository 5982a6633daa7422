namespace Workbench.Notebook.Documents.Running;

/// <summary>The time limits of a run.</summary>
/// <param name="Cell">The limit of one cell.</param>
/// <param name="Notebook">The limit of the whole notebook, from the start of its process.</param>
internal sealed record Timeouts(TimeSpan Cell, TimeSpan Notebook)
{
    /// <summary>The longest wait of a timer: 49 days. Longer limits count as no limit.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(49);

    /// <summary>No limits.</summary>
    public static Timeouts None { get; } = new(TimeSpan.MaxValue, TimeSpan.MaxValue);

    /// <summary>The time limit for the start of the child process.</summary>
    public static readonly TimeSpan Start = TimeSpan.FromMinutes(2);
}
