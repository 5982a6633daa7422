using static TorchSharp.torch;

namespace Workbench.Models.Positions;

/// <summary>Rotary position encoding: each plane (a, b) becomes (a cos - b sin, b cos + a sin).</summary>
sealed class Rotation(Rope config, int headWidth) : PositionEncoding("rope")
{
    readonly TableCache<(long Start, long Count, bool Sine)> tables = new();

    public override bool Rotates => true;

    public override Tensor Rotate(Tensor x, long start)
    {
        using var scope = NewDisposeScope();
        var count = x.shape[^2];
        var cosine = Table(start, count, sine: false, x); // [T, K]
        var sine = Table(start, count, sine: true, x); // [T, K], negative for the first of a plane
        return (x * cosine).addcmul_(Partner(x), sine, 1).MoveToOuterDisposeScope(); // [..., T, K]
    }

    // The other coordinate of each plane.
    Tensor Partner(Tensor x)
    {
        if (config.Layout == RopeLayout.HalfSplit)
            return x.roll([headWidth / 2], [-1]);
        var planes = x.unflatten(x.dim() - 1, [headWidth / 2, 2]); // [..., T, K/2, 2]
        return planes.flip(-1).flatten(-2);
    }

    Tensor Table(long start, long count, bool sine, Tensor like) => tables.Get((start, count, sine), like, () =>
    {
        var values = new double[count * headWidth];
        for (var t = 0L; t < count; t++)
        {
            for (var c = 0; c < headWidth; c++)
            {
                var (plane, first) = config.Layout == RopeLayout.Interleaved
                    ? (c / 2, c % 2 == 0)
                    : (c % (headWidth / 2), c < headWidth / 2);
                var angle = (start + t) * Math.Pow(config.Base, -2.0 * plane / headWidth);
                values[t * headWidth + c] = !sine ? Math.Cos(angle) : first ? -Math.Sin(angle) : Math.Sin(angle);
            }
        }
        return tensor(values, [count, headWidth], ScalarType.Float64); // [T, K]
    });

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            tables.Dispose();
        base.Dispose(disposing);
    }
}
