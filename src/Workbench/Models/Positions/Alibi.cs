using static TorchSharp.torch;

namespace Workbench.Models.Positions;

/// <summary>
/// Adds the bias -m_h |i - j| to the scores, with slopes m_h = 2^(-8h/H) for h = 1…H; when H is not a power of two, the slopes for the next
/// lower power, then every second slope for the next higher one. Press et al. 2022, "Train Short, Test Long".
/// </summary>
public sealed record Alibi : PositionConfig
{
    /// <inheritdoc/>
    public override bool CanExtrapolate => true;

    /// <summary>The slopes of H heads.</summary>
    public static double[] Slopes(int heads)
    {
        var power = 1;
        while (power * 2 <= heads)
            power *= 2;
        var slopes = Enumerable.Range(1, power).Select(h => Math.Pow(2, -8.0 * h / power));
        // Every second slope for 2 * power heads lies between two slopes for power heads.
        var between = Enumerable.Range(0, heads - power).Select(i => Math.Pow(2, -8.0 * (2 * i + 1) / (2 * power)));
        return [.. slopes, .. between];
    }

    /// <inheritdoc/>
    public override PositionEncoding Build(BuildPlan plan) => new Bias(Slopes(plan.Model.HeadCount));

    /// <inheritdoc/>
    public override IEnumerable<Fault> Refusals(TransformerConfig model, string path) => NeedsScores(model, path);

    private sealed class Bias(double[] slopes) : PositionEncoding("alibi")
    {
        private readonly ConstantTensorCache<(long Queries, long Keys)> tables = new();

        public override Tensor DistanceBias(long start, long queries, long keys, Tensor like) =>
            tables.Get(
                (queries, keys),
                like,
                () =>
                {
                    // Query i is at the position of key i + S - n.
                    var distances = arange(-(keys - 1), queries, ScalarType.Float64) + (keys - queries); // [n + S - 1]
                    var m = tensor(slopes, [slopes.Length, 1], ScalarType.Float64); // [H, 1]
                    return distances.abs() * -m; // [H, n + S - 1]
                }
            );

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                tables.Dispose();
            base.Dispose(disposing);
        }
    }
}
