namespace Workbench.Operations.Benches;

/// <summary>Where measures are taken: the peers, the machine's ceilings, how thoroughly.</summary>
/// <param name="Peers">The peer in all its settings.</param>
/// <param name="Ceilings">What the machine can do at most.</param>
/// <param name="Threads">The numbers of threads that are tried on our side.</param>
/// <param name="Rounds">How often everybody is measured.</param>
/// <param name="Scratch">A folder for files, which goes afterwards.</param>
/// <param name="Surroundings">Clock and folders.</param>
internal sealed record Ground(Peers Peers, Ceilings Ceilings, IReadOnlyList<int> Threads, int Rounds, string Scratch, Surroundings Surroundings)
{
    public TimeProvider Clock => Surroundings.Clock;
}
