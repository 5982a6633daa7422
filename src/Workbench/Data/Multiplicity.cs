namespace Workbench.Data;

/// <summary>
/// Expected count of the most frequent among random symbols: the score of a strategy that knows the multiset of symbols but not their
/// order.
/// </summary>
internal static class Multiplicity
{
    /// <summary>
    /// E[max multiplicity] of <paramref name="draws"/> independent uniform draws from <paramref name="symbols"/> symbols, exactly:
    /// the sum over m of P(max > m), with P(max &lt;= m) = n! / S^n [x^n] (sum over j &lt;= m of x^j / j!)^S.
    /// </summary>
    public static double ExpectedMaximum(int draws, int symbols)
    {
        var expected = 0.0;
        for (var m = 0; m < draws; m++)
            expected += 1 - AtMost(m, draws, symbols);
        return expected;
    }

    // Dynamic programming over symbols: after s of S symbols, chance[k] is the probability that k draws fell on them, on each at most m
    // times. The next symbol gets j of the remaining draws with binomial probability, so every intermediate value stays in [0, 1].
    private static double AtMost(int m, int draws, int symbols)
    {
        if (m == 0)
            return draws == 0 ? 1 : 0;
        var chance = new double[draws + 1];
        chance[0] = 1;
        for (var left = symbols; left > 0; left--)
        {
            var next = new double[draws + 1];
            var p = 1.0 / left;
            for (var used = 0; used <= draws; used++)
            {
                if (chance[used] == 0)
                    continue;
                var rest = draws - used;
                // The last symbol gets all remaining draws.
                if (left == 1)
                {
                    if (rest <= m)
                        next[draws] += chance[used];
                    continue;
                }
                var binomial = Math.Pow(1 - p, rest);
                for (var j = 0; j <= Math.Min(m, rest); j++)
                {
                    next[used + j] += chance[used] * binomial;
                    binomial *= (rest - j) / (double)(j + 1) * (p / (1 - p));
                }
            }
            chance = next;
        }
        return Math.Min(1, chance[draws]);
    }
}
