using System.Globalization;

namespace Workbench.Operations.Views;

/// <summary>The view of attention: statistics of each head. The attention maps are a figure.</summary>
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
                    ResultColumn.Right("on previous token"),
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
            // Without a file, a notebook shows the maps below the table; in a shell, --help explains the option that writes them.
            .. result.File is { } file ? (ResultLine[])[new($"heat maps: {file}")] : [],
        ]);

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
