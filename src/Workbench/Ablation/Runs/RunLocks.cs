namespace Workbench.Ablation;

/// <summary>The ends of the names of files beside a run's folder.</summary>
internal static class RunLocks
{
    /// <summary>Locked by the study that computes the run.</summary>
    public const string ClaimEnd = ".claim";

    /// <summary>Locked by the process that writes into the folder; separate from the claim.</summary>
    public const string WriterEnd = ".writer";

    /// <summary>Names the batch task that may compute the run; absent when none may.</summary>
    public const string OwnerEnd = ".slurm";
}
