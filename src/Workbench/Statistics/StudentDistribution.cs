using System.Collections.Concurrent;
using MathNet.Numerics;

namespace Workbench.Statistics;

/// <summary>Tails and quantiles of Student's t distribution.</summary>
internal static class StudentDistribution
{
    // Of the same few numbers of pairs again and again.
    private static readonly ConcurrentDictionary<(int Degrees, double Probability), double> Known = [];

    /// <summary>P(T > t), to 8 digits in the tail too.</summary>
    /// <param name="degreesOfFreedom">At least 1.</param>
    /// <param name="t">Any number or infinity.</param>
    public static double Above(int degreesOfFreedom, double t)
    {
        if (double.IsInfinity(t))
            return t > 0 ? 0 : 1;
        var tail = SpecialFunctions.BetaRegularized(degreesOfFreedom / 2.0, 0.5, degreesOfFreedom / (degreesOfFreedom + (t * t))) / 2;
        return t >= 0 ? tail : 1 - tail;
    }

    /// <summary>P(|T| >= |t|).</summary>
    public static double TwoSided(int degreesOfFreedom, double t) => 2 * Above(degreesOfFreedom, Math.Abs(t));

    /// <summary>The t with P(T &lt;= t) = <paramref name="probability"/>, to 8 digits.</summary>
    /// <remarks>MathNet.Numerics 5.0 looks for it within ±800, which a tail of few degrees of freedom exceeds.</remarks>
    /// <param name="degreesOfFreedom">At least 1.</param>
    /// <param name="probability">Between 0 and 1.</param>
    public static double Quantile(int degreesOfFreedom, double probability) =>
        Known.GetOrAdd((degreesOfFreedom, probability), static key => Found(key.Degrees, key.Probability));

    private static double Found(int degreesOfFreedom, double probability)
    {
        var tail = Math.Min(probability, 1 - probability);
        var (low, high) = (0.0, 1.0);
        while (Above(degreesOfFreedom, high) > tail)
            (low, high) = (high, 2 * high);
        while (high - low > high * 1e-12)
        {
            var middle = (low + high) / 2;
            if (Above(degreesOfFreedom, middle) > tail)
                low = middle;
            else
                high = middle;
        }
        return probability > 0.5 ? high : -high;
    }
}
