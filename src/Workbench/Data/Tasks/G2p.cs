namespace Workbench.Data.Tasks;

/// <summary>
/// Grapheme to phoneme: the pronunciation of a spelling, on the CMU Pronouncing Dictionary. Words of letters and apostrophes; one word in
/// twenty is held out with all its pronunciations, and is scored against the first of them by the phoneme error rate.
/// </summary>
/// <param name="Stress">Whether vowels carry their stress (AH0, AH1, AH2). Default: false, as is usual for this task.</param>
public sealed partial record G2p(bool Stress = false) : TaskConfig
{
    /// <inheritdoc/>
    public override string? DefaultData => "cmudict";
}
