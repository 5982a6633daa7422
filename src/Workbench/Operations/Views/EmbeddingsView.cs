using System.Globalization;

namespace Workbench.Operations.Views;

/// <summary>The view of embeddings: what is shown; of tokens, the numbers too. A position encoding is a figure.</summary>
internal static class EmbeddingsView
{
    // More rows than this fill a screen.
    private const int MaxRows = 40;

    public static ResultView Of(EmbeddingsResult result) =>
        new([
            new ResultLine(result.Meaning),
            .. result.Columns.Count == 2 ? (ResultPart[])[Points(result)] : [],
            .. result.Rows.Count > MaxRows && result.Columns.Count == 2
                ? (ResultPart[])[new ResultLine($"… and {result.Rows.Count - MaxRows} more: --json or --out has all")]
                : [],
            .. result.File is { } file ? (ResultPart[])[new ResultLine($"figure: {file}")] : [],
        ]);

    private static ResultTable Points(EmbeddingsResult result) =>
        new(
            ["token", ResultColumn.Right(result.Columns[0]), ResultColumn.Right(result.Columns[1])],
            [
                .. result
                    .Rows.Zip(result.Values)
                    .Take(MaxRows)
                    .Select(row => (string[])[row.First, Number(row.Second[0]), Number(row.Second[1])]),
            ]
        );

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
