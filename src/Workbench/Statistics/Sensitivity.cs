namespace Workbench.Statistics;

/// <summary>What would change a verdict.</summary>
/// <param name="EquivalentFrom">The epsilon from which the verdict is equivalent: the larger distance of the interval's ends from 0.</param>
/// <param name="DecisiveSeeds">Number of seeds each of which, left out alone, changes the verdict.</param>
public sealed record Sensitivity(double EquivalentFrom, int DecisiveSeeds)
{
    /// <summary>The sensitivity of a verdict from paired differences; null below three pairs, and where diverged runs decide.</summary>
    /// <param name="rule">The rule that gave the verdict.</param>
    /// <param name="verdict">The verdict.</param>
    /// <param name="differences">One paired difference for each seed.</param>
    /// <param name="estimate">The estimate of some differences, with the kind of interval that the verdict used.</param>
    public static Sensitivity? Of(
        VerdictRule rule,
        Verdict verdict,
        IReadOnlyList<double> differences,
        Func<IReadOnlyList<double>, MeanEstimate> estimate
    )
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(verdict);
        ArgumentNullException.ThrowIfNull(differences);
        ArgumentNullException.ThrowIfNull(estimate);
        if (verdict.Difference.Interval is not { } interval || differences.Count < 3 || verdict.DivergedVariant != verdict.DivergedBaseline)
            return null;
        var (decisive, others) = (0, new double[differences.Count - 1]);
        for (var seed = 0; seed < differences.Count; seed++)
        {
            for (var place = 0; place < others.Length; place++)
                others[place] = differences[place < seed ? place : place + 1];
            if (rule.WordOf(estimate(others)) != verdict.Word)
                decisive++;
        }
        return new Sensitivity(Math.Max(Math.Abs(interval.Low), Math.Abs(interval.High)), decisive);
    }
}
