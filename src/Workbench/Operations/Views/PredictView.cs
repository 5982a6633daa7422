using System.Globalization;

namespace Workbench.Operations.Views;

/// <summary>The view of predictions: a row for each text, word or hidden token.</summary>
internal static class PredictView
{
    // A longer text is recognised by its beginning.
    private const int MaxText = 60;

    public static ResultView Of(PredictResult result) =>
        new([
            new ResultTable(
                ["text", "prediction", ResultColumn.Right("probability"), "otherwise"],
                [.. result.Texts.SelectMany(text => text.Places).Select(Row)]
            ),
            .. result
                .Texts.Where(text => text.Unread > 0)
                .Select(text =>
                    (ResultPart)
                        new ResultLine(
                            $"{text.Unread} of the tokens of \"{Short(text.Text)}\" are beyond the model's context and were not read"
                        )
                ),
        ]);

    private static string[] Row(PredictedPlace place) =>
        [
            Short(place.Text),
            AttentionInput.Visible(place.Answers[0].Answer),
            Probability(place.Answers[0]),
            string.Join(", ", place.Answers.Skip(1).Select(one => $"{AttentionInput.Visible(one.Answer)} {Probability(one)}")),
        ];

    private static string Probability(PredictedAnswer answer) => answer.Probability.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Short(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= MaxText ? line : $"{line[..(MaxText - 1)]}…";
    }
}
