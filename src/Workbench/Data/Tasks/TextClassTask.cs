using Workbench.Statistics;

namespace Workbench.Data.Tasks;

/// <summary>A text and its class, before tokenization.</summary>
internal sealed record ClassedText(string Text, int Class);

/// <summary>A task that gives a class to a text. Each text begins with the start token.</summary>
internal sealed class TextClassTask : LabelledTask
{
    private readonly SpecialTokens _special;

    public TextClassTask(
        SpecialTokens special,
        IReadOnlyList<string> classes,
        IReadOnlyList<ClassedText> training,
        IReadOnlyList<ClassedText> held,
        Metric metric,
        string dataFingerprint
    )
        : base(special, Encoded(special, training), Encoded(special, held)) =>
        (_special, Classes, Metric, DataFingerprint) = (special, classes, metric, dataFingerprint);

    public override TaskKind Kind => TaskKind.TextClasses;

    public override IReadOnlyList<string> Classes { get; }

    public override Metric Metric { get; }

    public override string DataFingerprint { get; }

    public override TaskFloors Floors(int context)
    {
        var bayes = new NaiveBayes(Training.Select(text => (Cut(text), text.Classes[0])), _special.Vocabulary, Classes.Count);
        var found = Held.Select(text => (bayes.Classify(Cut(text)), text.Classes[0])).ToList();
        const string meaning =
            "a naive Bayes classifier of the tokens in the context, whatever their order: add-one smoothed, trained on the training texts";
        return Metric.Kind == MetricKind.F1
            ? new(F1(Held.Select(text => (1, text.Classes[0]))), $"every text is {Classes[1]}", F1(found), meaning)
            : new(
                Majority(),
                "the most frequent class of the training texts",
                found.Count(one => one.Item1 == one.Item2) / (double)found.Count,
                meaning
            );

        ArraySegment<long> Cut(LabelledText text) => new(text.Tokens, 0, Math.Min(context, text.Tokens.Length));
    }

    private static double F1(IEnumerable<(int Found, long True)> pairs)
    {
        var all = pairs.ToList();
        return 2.0 * all.Count(one => one is (1, 1)) / (all.Count(one => one.Found == 1) + all.Count(one => one.True == 1));
    }

    public override TextInput Read(string text, string? second) => new(Tokens(_special, text), [new(text, 0)]);

    private static List<LabelledText> Encoded(SpecialTokens special, IReadOnlyList<ClassedText> texts) =>
        [.. texts.AsParallel().AsOrdered().Select(text => new LabelledText(Tokens(special, text.Text), [text.Class]))];

    private static long[] Tokens(SpecialTokens special, string text) =>
        [special.Start, .. special.Encode(text).Select(token => (long)token)];
}
