using Workbench.Data;
using Workbench.Models;
using Workbench.Statistics;
using static TorchSharp.torch;

namespace Workbench.Training;

/// <summary>Scores of the target texts that a model decodes greedily from their sources.</summary>
internal static class GreedyDecoding
{
    /// <summary>The counts of a metric of decoded texts, summed over the sequences of a batch.</summary>
    /// <param name="model">A model with an encoder.</param>
    /// <param name="batch">Inputs begin with the start token; each row of targets ends with the end token.</param>
    /// <param name="count">Counts a decoded sequence and its target.</param>
    /// <param name="cancellation">Checked at every token.</param>
    public static OverlapCounts Count(
        Transformer model,
        Batch batch,
        Func<long[], long[], OverlapCounts> count,
        CancellationToken cancellation
    )
    {
        using var scope = NewDisposeScope();
        var targets = Rows(batch.Targets).Select(row => row.Where(token => token != Batch.Ignored).ToArray()).ToArray();
        var end = targets[0][^1];
        // A model that does not find the end is stopped where no target is as long.
        var limit = Math.Min(
            2 * targets.Max(row => row.Length),
            model.Config.Position.CanExtrapolate ? int.MaxValue : model.Config.Context
        );
        var decoded = Decode(model, batch, end, limit, cancellation);
        var counts = new OverlapCounts();
        for (var i = 0; i < targets.Length; i++)
            counts.Add(count([.. decoded[i]], targets[i][..^1]));
        return counts;
    }

    private static List<long>[] Decode(Transformer model, Batch batch, long end, int limit, CancellationToken cancellation)
    {
        var input = batch.Input;
        using var state = model.NewState(input.Source!, input.SourcePadding);
        var decoded = Enumerable.Range(0, (int)batch.Count).Select(_ => new List<long>()).ToArray();
        var open = Enumerable.Repeat(true, decoded.Length).ToArray();
        var next = input.Tokens.narrow(1, 0, 1); // [B, 1]
        for (var step = 0; step < limit && open.Contains(true); step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var chosen = model.Step(next, state).argmax(-1); // [B, 1]
            var tokens = chosen.flatten().cpu().data<long>().ToArray();
            for (var i = 0; i < tokens.Length; i++)
            {
                open[i] &= tokens[i] != end;
                if (open[i])
                    decoded[i].Add(tokens[i]);
            }
            next = inner.MoveToOuter(chosen);
        }
        return decoded;
    }

    private static IEnumerable<long[]> Rows(Tensor tokens) => tokens.cpu().contiguous().data<long>().ToArray().Chunk((int)tokens.shape[1]);
}
