namespace Workbench.Notebook.Documents.Running;

/// <summary>How much of what one cell shows is kept.</summary>
/// <param name="Text">Characters on both streams together.</param>
/// <param name="Outputs">Outputs.</param>
/// <param name="Data">Characters in the forms of displays and results together.</param>
internal sealed record OutputLimits(long Text, int Outputs, long Data)
{
    /// <summary>1,000,000 characters of text, 10,000 outputs, 100,000,000 characters in displays.</summary>
    public static OutputLimits Default { get; } = new(1_000_000, 10_000, 100_000_000);
}
