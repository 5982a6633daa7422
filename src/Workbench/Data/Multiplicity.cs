namespace Workbench.Data;

/// <summary>
/// How often the most frequent of a few random symbols occurs: what a strategy that sees a bag of symbols, but not their places, can use.
/// </summary>
static class Multiplicity
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

    // Symbol by symbol: after s of S symbols, chance[k] is the probability that k of the draws are among them, each at most m times.
    // Adding a symbol moves j of the remaining draws to it, binomially, so every number stays in [0, 1].
    static double AtMost(int m, int draws, int symbols)
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
                // The last symbol takes whatever is left.
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
