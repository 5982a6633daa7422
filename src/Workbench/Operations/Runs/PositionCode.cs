using Workbench.Configuration;
using Workbench.Models;
using Workbench.Models.Positions;
using static TorchSharp.torch;

namespace Workbench.Operations;

/// <summary>The numbers of a model's position encoding.</summary>
/// <param name="Meaning">What they are, in words.</param>
/// <param name="Rows">The labels of the rows.</param>
/// <param name="Columns">The labels of the columns.</param>
/// <param name="Values">The numbers, by row.</param>
/// <param name="RowTitle">What the rows are.</param>
/// <param name="ColumnTitle">What the columns are.</param>
internal sealed record PositionCode(
    string Meaning,
    IReadOnlyList<string> Rows,
    IReadOnlyList<string> Columns,
    IReadOnlyList<double[]> Values,
    string RowTitle,
    string ColumnTitle
)
{
    // Positions beyond these are not told apart in a figure.
    private const int MaxPositions = 256;

    /// <summary>The numbers, from the module that the model uses. The tensors belong to the current dispose scope.</summary>
    /// <exception cref="InvalidInputException">The encoding has none.</exception>
    public static PositionCode Of(Transformer model)
    {
        // A decoder with a recurrence has no positions, but its encoder has.
        var config = model.Config.IsRecurrent ? model.Config.EncoderStack! : model.Config;
        var position = (PositionEncoding)
            model.named_modules().First(one => one.name == (model.Config.IsRecurrent ? "encoder.position" : "position")).module;
        var name = Variants.NameOf(config.Position);
        var count = Math.Min(config.Context, MaxPositions);
        var like = zeros([1, count, config.AtEmbeddings.Width], ScalarType.Float32, model.parameters().First().device);
        var added = position.Embed(like, 0);
        if (added.abs().max().item<float>() > 0)
            return Table($"{name}: what is added to the embedding of each position", added[0], "position", "dimension");
        if (position.DistanceBias(0, count, count, like) is { } bias)
        {
            // Entry d + T - 1 is for keys d tokens back.
            var ahead = config.Architecture.SeesAhead ? count - 1 : 0;
            var shown = bias.narrow(1, count - 1 - ahead, count + ahead);
            return Table($"{name}: what is added to a head's scores, by tokens back", shown, "head", "tokens back", firstColumn: -ahead);
        }
        if (position.RelativeKeys(0) is { } keys)
        {
            // As many tokens back as ahead; a decoder's queries see none ahead.
            var reach = (keys.shape[0] - 1) / 2;
            var shown = config.Architecture.SeesAhead ? keys : keys.narrow(0, 0, reach + 1);
            return Table($"{name}: embeddings of distances in the first block", shown, "tokens ahead", "dimension", firstRow: -(int)reach);
        }
        if (position.Rotary(count, like) is { } tables)
            return Table($"{name}: the cosine of each position's angle", tables.Cosine.narrow(0, 0, count), "position", "plane");
        throw new InvalidInputException(
            "the position encoding has no numbers to show",
            name,
            "sinusoidal, learned, rope, alibi, t5, shaw",
            null,
            "--positions"
        );
    }

    private static PositionCode Table(string meaning, Tensor values, string row, string column, int firstRow = 0, int firstColumn = 0)
    {
        var (rows, columns) = ((int)values.shape[0], (int)values.shape[1]);
        var numbers = values.to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
        return new(
            meaning,
            [.. Enumerable.Range(firstRow, rows).Select(at => $"{at}")],
            [.. Enumerable.Range(firstColumn, columns).Select(at => $"{at}")],
            [.. numbers.Chunk(columns)],
            row,
            column
        );
    }
}
