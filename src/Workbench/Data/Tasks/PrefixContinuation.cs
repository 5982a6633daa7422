namespace Workbench.Data.Tasks;

/// <summary>
/// A text's tokens after a prefix of random length, which a prefix LM sees in both directions, in bits per byte. Raffel et al. 2020,
/// section 3.2.3 (prefix language modelling).
/// </summary>
public sealed partial record PrefixContinuation : TaskConfig
{
    /// <inheritdoc/>
    public override string? DefaultData => "sotu";
}
