using System.Globalization;

namespace Workbench.Operations.Views;

/// <summary>The view of attention: statistics of each head. The attention maps are a figure.</summary>
internal static class AttentionView
{
    public static ResultView Of(AttentionResult result) =>
        new([
            new ResultLine($"{Subject(result)}: {result.Meaning}"),
            new ResultTable(
                [
                    ResultColumn.Right("layer"),
                    ResultColumn.Right("head"),
                    ResultColumn.Right("entropy, bits"),
                    ResultColumn.Right(result.Part == AttentionPart.Decoder ? "tokens back" : "tokens away"),
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
                                head.Distance is { } distance ? Number(distance) : "—",
                                head.Previous is { } previous ? Number(previous) : "—",
                                Number(head.First),
                            ]
                    ),
                ]
            ),
            // Without a file, a notebook shows the maps below the table; in a shell, --help explains the option that writes them.
            .. result.File is { } file ? (ResultLine[])[new($"heat maps: {file}")] : [],
        ]);

    private static string Subject(AttentionResult result) =>
        result.Part switch
        {
            AttentionPart.Cross =>
                $"attention {result.Attention} of {result.Tokens.Count} target tokens to {result.Keys.Count} of the source",
            AttentionPart.Encoder => $"attention {result.Attention} of the encoder on {result.Tokens.Count} tokens",
            _ => $"attention {result.Attention} on {result.Tokens.Count} tokens",
        };

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
