using Workbench.Configuration;
using static TorchSharp.torch;

namespace Workbench.Models.Positions;

/// <summary>
/// amplitude * (sin(t w_i), cos(t w_i)) with w_i = base^(-2i/D), added to the token embedding; f(t + d) is a linear
/// function of f(t) that depends only on d. Vaswani et al. 2017, section 3.5.
/// </summary>
public sealed record Sinusoidal : PositionConfig
{
    /// <summary>The base of the wavelengths. Default 10000.</summary>
    [InRange(1, Above = true)]
    public double Base { get; init; } = 10_000;

    /// <summary>
    /// The scale of the table. Default null: the initial standard deviation of the token embedding. This keeps the original paper's ratio,
    /// where embeddings have unit scale; a table of unit scale would dominate embeddings of scale 0.02.
    /// </summary>
    [InRange(0, 1000, Above = true)]
    public double? Amplitude { get; init; }

    /// <summary>Where sines and cosines stand. Default interleaved.</summary>
    [IntroducedWith("interleaved")]
    public SinusoidalLayout Layout { get; init; }

    /// <inheritdoc/>
    public override bool CanExtrapolate => true;

    /// <inheritdoc/>
    public override PositionEncoding Build(BuildPlan plan) =>
        new Table(this, plan.Model.Width, Amplitude ?? plan.Model.Initialisation.EmbeddingStd(plan.Model));

    /// <summary>The vector of a position in double precision.</summary>
    internal double[] Vector(long position, int width, double amplitude)
    {
        var vector = new double[width];
        for (var i = 0; i < width; i++)
        {
            var angle = position * Math.Pow(Base, -(i / 2 * 2) / (double)width);
            // An odd width has one sine more.
            var place = Layout == SinusoidalLayout.Interleaved ? i : (i / 2) + (i % 2 * ((width + 1) / 2));
            vector[place] = amplitude * (i % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));
        }
        return vector;
    }

    private sealed class Table(Sinusoidal config, int width, double amplitude) : PositionEncoding("sinusoidal")
    {
        private readonly ConstantTensorCache<(long Start, long Count)> tables = new();

        public override Tensor Embed(Tensor x, long start) => x + Rows(start, x.shape[^2], x); // [B, T, D]

        private Tensor Rows(long start, long count, Tensor like) =>
            tables.Get(
                (start, count),
                like,
                () =>
                {
                    var values = new double[count * width];
                    for (var t = 0L; t < count; t++)
                        config.Vector(start + t, width, amplitude).CopyTo(values, t * width);
                    return tensor(values, [count, width], ScalarType.Float64); // [T, D]
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

/// <summary>Where the coordinates of a sinusoidal position encoding stand.</summary>
public enum SinusoidalLayout
{
    /// <summary>The sine and the cosine of a frequency beside each other, as in the paper.</summary>
    Interleaved,

    /// <summary>All sines, then all cosines, as in the authors' code (tensor2tensor).</summary>
    HalfSplit,
}
