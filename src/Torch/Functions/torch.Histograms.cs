namespace TorchSharp;

public static partial class torch
{
#nullable disable annotations
    /// <summary>Counts in bins of equal width; the bins' edges come second.</summary>
    /// <param name="input">The numbers.</param>
    /// <param name="bins">Number of bins.</param>
    /// <param name="range">From where to where; the data's own by default.</param>
    /// <param name="weight">What each number counts; one by default.</param>
    /// <param name="density">Divide so that the integral is one.</param>
    public static (Tensor hist, Tensor bin_edges) histogram(Tensor input, long bins, (double min, double max)? range = null, Tensor weight = null, bool density = false) =>
        Op.histogram_bin_ct.Two(input, bins, range is var (min, max) ? new[] { min, max } : null, weight, density);

    /// <summary>Counts in bins between given edges; the edges come second.</summary>
    public static (Tensor hist, Tensor bin_edges) histogram(Tensor input, Tensor bins, Tensor weight = null, bool density = false) =>
        Op.histogram_bins_tensor.Two(input, bins, weight, density);

    /// <summary>Counts in bins whose number a rule chooses; the bins' edges come second.</summary>
    public static (Tensor hist, Tensor bin_edges) histogram(Tensor input, HistogramBinSelector bins, (double min, double max)? range = null, bool density = false) =>
        histogram(input, Bins(input, bins), range, null, density);

    /// <summary>Counts in bins of equal width, given back twice: <paramref name="out_tensor"/> shares the result's memory.</summary>
    public static (Tensor hist, Tensor bin_edges) histogram(Tensor input, long bins, (double min, double max)? range, Tensor weight, bool density, out (Tensor hist, Tensor bin_edges) out_tensor) =>
        Twice(histogram(input, bins, range, weight, density), out out_tensor);

    /// <summary>Counts in bins of equal width, given back twice.</summary>
    public static (Tensor hist, Tensor bin_edges) histogram(Tensor input, long bins, (double min, double max)? range, out (Tensor hist, Tensor bin_edges) out_tensor) =>
        Twice(histogram(input, bins, range), out out_tensor);

    /// <summary>Counts in bins of equal width, given back twice.</summary>
    public static (Tensor hist, Tensor bin_edges) histogram(Tensor input, long bins, out (Tensor hist, Tensor bin_edges) out_tensor) =>
        Twice(histogram(input, bins), out out_tensor);

    /// <summary>Counts in bins between given edges, given back twice.</summary>
    public static (Tensor hist, Tensor bin_edges) histogram(Tensor input, Tensor bins, Tensor weight, bool density, out (Tensor hist, Tensor bin_edges) out_tensor) =>
        Twice(histogram(input, bins, weight, density), out out_tensor);

    /// <summary>Counts in bins between given edges, given back twice.</summary>
    public static (Tensor hist, Tensor bin_edges) histogram(Tensor input, Tensor bins, out (Tensor hist, Tensor bin_edges) out_tensor) =>
        Twice(histogram(input, bins), out out_tensor);

    private static (Tensor hist, Tensor bin_edges) Twice((Tensor hist, Tensor bin_edges) made, out (Tensor hist, Tensor bin_edges) shared)
    {
        shared = (made.hist.alias(), made.bin_edges.alias());
        return made;
    }
#nullable restore annotations

    // Scott, Sturges, Stone, Rice, Doane and the square root, as numpy.histogram_bin_edges documents them.
    private static long Bins(Tensor input, HistogramBinSelector rule)
    {
        using var scope = NewDisposeScope();
        var x = input.detach().reshape(-1).to(ScalarType.Float64);
        double n = x.numel();
        if (n == 0)
            return 1;
        var spread = (x.max() - x.min()).item<double>();
        var deviation = x.std(false).item<double>();
        var bins = rule switch
        {
            HistogramBinSelector.Sqrt => Math.Sqrt(n),
            HistogramBinSelector.Sturges => Math.Log2(n) + 1,
            HistogramBinSelector.Rice => 2 * Math.Cbrt(n),
            HistogramBinSelector.Scott => deviation == 0 ? 1 : spread / (Math.Cbrt(24 * Math.Sqrt(Math.PI) / n) * deviation),
            HistogramBinSelector.Doane => deviation == 0 || n <= 2 ? 1
                : 1 + Math.Log2(n) + Math.Log2(1 + Math.Abs(((x - x.mean()) / deviation).pow(3).mean().item<double>()) / Math.Sqrt(6 * (n - 2) / ((n + 1) * (n + 3)))),
            HistogramBinSelector.Stone => Stone(x, n, spread),
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "There is no such rule."),
        };
        return Math.Max(1, (long)Math.Ceiling(bins));
    }

    // The number of bins with the least leave-one-out estimate of the integrated squared error.
    private static double Stone(Tensor x, double n, double spread)
    {
        if (n <= 1 || spread == 0)
            return 1;
        return Enumerable.Range(1, (int)Math.Max(100, Math.Sqrt(n))).MinBy(bins =>
        {
            var share = histogram(x, bins).hist / n;
            return (2 - (n + 1) * share.square().sum().item<double>()) * bins / spread;
        });
    }
}
