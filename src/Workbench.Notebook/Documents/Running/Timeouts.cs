namespace Workbench.Notebook.Documents.Running;

/// <summary>How long things may take.</summary>
/// <param name="Cell">One cell.</param>
/// <param name="Notebook">The whole notebook, from the start of its process.</param>
internal sealed record Timeouts(TimeSpan Cell, TimeSpan Notebook)
{
    /// <summary>What a timer can wait for: 49 days. Beyond it there is no limit.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(49);

    /// <summary>No limit at all.</summary>
    public static Timeouts None { get; } = new(TimeSpan.MaxValue, TimeSpan.MaxValue);

    /// <summary>What the process may take until it can run cells.</summary>
    public static readonly TimeSpan Start = TimeSpan.FromMinutes(2);
}
