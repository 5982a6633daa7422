using System.Globalization;

namespace Workbench.Benches.Measures;

/// <summary>The number of tokens from which a linear form is faster than full attention, forward and backward.</summary>
/// <param name="Form">The linear form.</param>
/// <param name="Linear">The linear form over so many tokens.</param>
/// <param name="Full">Full attention over so many tokens.</param>
/// <param name="Goal">The most tokens at which the two may cross.</param>
internal sealed record CrossingMeasure(string Form, Func<int, Workload> Linear, Func<int, Workload> Full, int Goal)
    : Measure($"{Form}, crossing point")
{
    private const int Shortest = 64,
        Longest = 8192,
        Halvings = 3,
        MostRounds = 3;

    /// <summary>Where two times cross.</summary>
    /// <param name="Tokens">The number of tokens; the shortest or longest measured one where the times do not cross in between.</param>
    /// <param name="Ratios">The measured ratios, full over linear, by number of tokens.</param>
    internal sealed record Crossing(double Tokens, IReadOnlyDictionary<int, double> Ratios);

    /// <inheritdoc/>
    public override IReadOnlyList<Comparison> Take(BenchContext context, CancellationToken cancellation)
    {
        var found = Find(Shortest, Longest, tokens => Ratio(tokens, context, cancellation));
        var ratios = string.Join(
            ", ",
            found.Ratios.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Value:0.00} at {one.Key}"))
        );
        var how =
            found.Tokens <= Shortest ? "faster at the least length"
            : found.Ratios.Values.All(ratio => ratio < 1) ? "slower at every length"
            : "interpolated between the nearest lengths";
        return
        [
            new(Name, "tokens", found.Tokens, Goal, "the goal", Goal / found.Tokens, 1, Joined($"full attention / {Form}: {ratios}", how)),
        ];
    }

    /// <summary>Doubles the length until the ratio is at least 1, halves the interval on a logarithmic scale, and interpolates.</summary>
    /// <param name="shortest">The first length.</param>
    /// <param name="longest">The longest length.</param>
    /// <param name="ratio">The time of full attention over that of the linear form.</param>
    internal static Crossing Find(int shortest, int longest, Func<int, double> ratio)
    {
        var ratios = new SortedDictionary<int, double>();
        var high = shortest;
        while (At(high) < 1)
        {
            if (2 * high > longest)
                return new(high, ratios);
            high *= 2;
        }
        if (high == shortest)
            return new(high, ratios);
        var low = high / 2;
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (int)Math.Round(Math.Sqrt((double)low * high));
            if (middle <= low || middle >= high)
                break;
            if (At(middle) < 1)
                low = middle;
            else
                high = middle;
        }
        var (below, above) = (Math.Log(ratios[low]), Math.Log(ratios[high]));
        return new(low * Math.Pow((double)high / low, -below / (above - below)), ratios);

        double At(int tokens) => ratios[tokens] = ratio(tokens);
    }

    private double Ratio(int tokens, BenchContext context, CancellationToken cancellation)
    {
        using var linear = Linear(tokens);
        using var full = Full(tokens);
        var timer = new InterleavedTimer(Math.Min(MostRounds, context.Rounds));
        foreach (var threads in context.Threads)
        {
            timer.Add("linear", BenchContext.ThreadsText(threads), () => InterleavedTimer.MedianSeconds(linear, threads, context.Clock));
            timer.Add("full", BenchContext.ThreadsText(threads), () => InterleavedTimer.MedianSeconds(full, threads, context.Clock));
        }
        var fastest = timer.Run(cancellation);
        return fastest["full"].Seconds / fastest["linear"].Seconds;
    }
}
