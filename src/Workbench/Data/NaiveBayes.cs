namespace Workbench.Data;

/// <summary>A multinomial naive Bayes classifier of texts as bags of tokens, with add-one smoothing: the floor of text classification.</summary>
internal sealed class NaiveBayes
{
    private readonly double[] _priors;
    private readonly double[][] _tokens;

    /// <param name="texts">Texts and their classes.</param>
    /// <param name="vocabulary">Number of distinct tokens.</param>
    /// <param name="classes">Number of classes.</param>
    public NaiveBayes(IEnumerable<(ArraySegment<long> Tokens, long Class)> texts, int vocabulary, int classes)
    {
        var documents = new double[classes];
        var counts = Enumerable.Range(0, classes).Select(_ => new double[vocabulary]).ToArray();
        foreach (var (tokens, one) in texts)
        {
            documents[one]++;
            foreach (var token in tokens)
                counts[one][token]++;
        }
        _priors = [.. documents.Select(count => Math.Log((count + 1) / (documents.Sum() + classes)))];
        _tokens =
        [
            .. counts.Select(each =>
            {
                var all = each.Sum() + vocabulary;
                return Array.ConvertAll(each, count => Math.Log((count + 1) / all));
            }),
        ];
    }

    /// <summary>The most probable class of a text.</summary>
    public int Classify(ArraySegment<long> tokens)
    {
        var scores = _priors.Select((prior, one) => prior + tokens.Sum(token => _tokens[one][token])).ToArray();
        return Array.IndexOf(scores, scores.Max());
    }
}
