namespace Workbench.Models;

/// <summary>What a model remembers of the tokens it has read: keys and values of full attention, sums of the linear forms.</summary>
public sealed class DecodingState : IDisposable
{
    /// <summary>Tokens read.</summary>
    public int Length { get; internal set; }

    /// <inheritdoc/>
    public void Dispose() { }
}
