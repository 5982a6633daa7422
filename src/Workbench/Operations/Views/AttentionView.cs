using System.Globalization;

namespace Workbench.Operations.Views;

/// <summary>How attention reads: what each head looks at, in numbers; the maps are a figure.</summary>
internal static class AttentionView
{
    public static ResultView Of(AttentionResult result) =>
        new([
            new ResultLine($"attention {result.Attention} on {result.Tokens.Count} tokens: {result.Meaning}"),
            new ResultTable(
                [
                    ResultColumn.Right("layer"),
                    ResultColumn.Right("head"),
                    ResultColumn.Right("entropy, bits"),
                    ResultColumn.Right("tokens back"),
                    ResultColumn.Right("on the one before"),
                    ResultColumn.Right("on the first"),
                ],
                [
                    .. result.Heads.Select(head =>
                        (string[])
                            [
                                $"{head.Layer}",
                                $"{head.Head}",
                                head.Entropy is { } bits ? Number(bits) : "—",
                                Number(head.Distance),
                                Number(head.Previous),
                                Number(head.First),
                            ]
                    ),
                ]
            ),
            // A notebook shows the maps below; in a shell --help says how to have them.
            .. result.File is { } file ? (ResultLine[])[new($"heat maps: {file}")] : [],
        ]);

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
