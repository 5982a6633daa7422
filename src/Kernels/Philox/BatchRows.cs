namespace Workbench.Kernels;

/// <summary>
/// The place of some rows in a batch that several processes share. Dropout masks are those of the whole batch, so that they do not depend
/// on how the batch is divided.
/// </summary>
/// <param name="First">The index of the first row in the batch.</param>
/// <param name="Total">The number of rows of the batch; 0 (default) when the rows are the whole batch.</param>
public readonly record struct BatchRows(long First, long Total)
{
    /// <summary>Whether the rows are the whole batch.</summary>
    public bool IsWhole => Total == 0;

    /// <summary>The place with its total written out.</summary>
    /// <param name="rows">The number of rows.</param>
    internal BatchRows Of(long rows) => IsWhole ? new(0, rows) : this;
}
