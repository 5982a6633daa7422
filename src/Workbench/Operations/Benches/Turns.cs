namespace Workbench.Operations.Benches;

/// <summary>The fastest entrant of a side.</summary>
/// <param name="Entrant">Its name.</param>
/// <param name="Seconds">The median over its rounds.</param>
internal sealed record Best(string Entrant, double Seconds);

/// <summary>
/// Measures several sides in turns, so that what else the machine does meets all of them. Each side sends entrants (one thread, two threads;
/// this BLAS or that), and its best one counts. Who is far behind the best of its own side after a round is not asked again.
/// </summary>
/// <param name="rounds">How often everybody is measured; medians count.</param>
internal sealed class Turns(int rounds)
{
    private const double FarBehind = 1.5;
    private readonly List<Entrant> _entrants = [];

    private sealed record Entrant(string Side, string Name, Func<CancellationToken, Task<double>> Measure)
    {
        public List<double> Seconds { get; } = [];

        public double Median => Seconds.Order().ElementAt(Seconds.Count / 2);
    }

    /// <summary>Lets somebody take part.</summary>
    /// <param name="side">Whom it competes for.</param>
    /// <param name="name">Its own name.</param>
    /// <param name="measure">Seconds.</param>
    public void Enter(string side, string name, Func<CancellationToken, Task<double>> measure) => _entrants.Add(new(side, name, measure));

    /// <summary>Measures, and gives the best of every side.</summary>
    public async Task<IReadOnlyDictionary<string, Best>> Run(CancellationToken cancellation)
    {
        IReadOnlyList<Entrant> left = _entrants;
        for (var round = 0; round < rounds; round++)
        {
            foreach (var entrant in left)
                entrant.Seconds.Add(await entrant.Measure(cancellation).ConfigureAwait(false));
            left = [.. left.Where(one => one.Median <= FarBehind * left.Where(other => other.Side == one.Side).Min(other => other.Median))];
        }
        // Those who fell out too: a median of one round may still be the best.
        return _entrants.GroupBy(one => one.Side).ToDictionary(side => side.Key, side => side.Select(one => new Best(one.Name, one.Median)).MinBy(one => one.Seconds)!);
    }
}
