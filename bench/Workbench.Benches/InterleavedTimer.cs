using TorchSharp;

namespace Workbench.Benches;

/// <summary>The fastest contender of a side.</summary>
/// <param name="Contender">Its name: "2 threads".</param>
/// <param name="Seconds">The median over its rounds.</param>
internal sealed record Fastest(string Contender, double Seconds);

/// <summary>
/// Measures sides in turns, so that what else the machine does meets all of them. A side has contenders (one thread, two threads; one way
/// to write the work or another), and its fastest counts. A contender that is far behind the fastest of its own side after a round is not
/// measured again.
/// </summary>
/// <param name="rounds">How often each contender is measured; the median counts.</param>
internal sealed class InterleavedTimer(int rounds)
{
    private const double FarBehind = 1.5;
    private const double LeastSeconds = 0.4;
    private const int FewestRuns = 3,
        MostRuns = 100;

    private readonly List<Entry> _entries = [];

    private sealed record Entry(string Side, string Contender, Func<double> Measure)
    {
        public List<double> Seconds { get; } = [];

        public double Median => MedianOf(Seconds);
    }

    /// <summary>Adds a contender.</summary>
    /// <param name="side">The side whose time it may be.</param>
    /// <param name="contender">Its own name.</param>
    /// <param name="measure">Seconds.</param>
    public void Add(string side, string contender, Func<double> measure) => _entries.Add(new(side, contender, measure));

    /// <summary>Measures, and gives the fastest contender of every side.</summary>
    public IReadOnlyDictionary<string, Fastest> Run(CancellationToken cancellation)
    {
        IReadOnlyList<Entry> left = _entries;
        for (var round = 0; round < rounds; round++)
        {
            foreach (var entry in left)
            {
                cancellation.ThrowIfCancellationRequested();
                entry.Seconds.Add(entry.Measure());
            }
            left = [.. left.Where(one => one.Median <= FarBehind * left.Where(other => other.Side == one.Side).Min(other => other.Median))];
        }
        // Those that were left out too: a median of one round may still be the best.
        return _entries
            .GroupBy(one => one.Side)
            .ToDictionary(side => side.Key, side => side.Select(one => new Fastest(one.Contender, one.Median)).MinBy(one => one.Seconds)!);
    }

    /// <summary>The median of measured values; the upper one of two.</summary>
    public static double MedianOf(IReadOnlyCollection<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>The median of repeated runs, at least three and at least 0.4 s of them, after a warm-up.</summary>
    /// <param name="work">What is timed; tensors that it leaves are freed after each run, which counts.</param>
    /// <param name="threads">libtorch's threads.</param>
    /// <param name="clock">The clock.</param>
    public static double MedianSeconds(Workload work, int threads, TimeProvider clock)
    {
        torch.set_num_threads(threads);
        Once();
        var times = new List<double>();
        while (times.Count < FewestRuns || (times.Sum() < LeastSeconds && times.Count < MostRuns))
            times.Add(Once());
        return MedianOf(times);

        double Once()
        {
            work.Before();
            var start = clock.GetTimestamp();
            using (torch.NewDisposeScope())
                work.Run();
            return clock.GetElapsedTime(start).TotalSeconds;
        }
    }
}
