using System.Numerics;
using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Models.Positions;

/// <summary>Rotary position encoding: each plane (a, b) becomes (a cos - b sin, b cos + a sin).</summary>
internal sealed class Rotation(Rope config, int headWidth) : PositionEncoding("rope")
{
    // One table per power of two serves all starts and lengths up to its size.
    private readonly ConstantTensorCache<(long Count, bool Sine)> tables = new();

    public override bool Rotates => true;

    public override Tensor Rotate(Tensor x, long start)
    {
        var table = Tables(start + x.shape[^2], x);
        return Kernels.Rotary.rotate(x, table.Cosine, table.Sine, table.Layout, start); // [..., T, K]
    }

    internal override RotaryTables? Rotary(long count, Tensor like) => Tables(count, like);

    private RotaryTables Tables(long count, Tensor like)
    {
        var rows = (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(64, count));
        return new(Table(rows, sine: false, like), Table(rows, sine: true, like), config.Layout);
    }

    private Tensor Table(long count, bool sine, Tensor like) =>
        tables.Get(
            (count, sine),
            like,
            () =>
            {
                var (cosines, sines) = Kernels.Rotary.tables(
                    count,
                    headWidth,
                    config.BaseFor(headWidth),
                    ScalarType.Float64,
                    stretch: config.Stretch
                );
                return sine ? sines : cosines; // [count, K / 2]
            }
        );

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            tables.Dispose();
        base.Dispose(disposing);
    }
}
