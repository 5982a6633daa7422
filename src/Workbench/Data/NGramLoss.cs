namespace Workbench.Data;

/// <summary>Cross-entropies of add-one-smoothed unigram and bigram models.</summary>
internal static class NGramLoss
{
    /// <summary>Mean of -ln p(x) over the validation tokens, p(x) = (count(x) + 1) / (n + V) counted on the training tokens.</summary>
    public static double Unigram(ReadOnlySpan<int> training, ReadOnlySpan<int> validation, int vocabulary)
    {
        var counts = Counts(training, vocabulary);
        double sum = 0,
            all = training.Length + (double)vocabulary;
        foreach (var token in validation)
            sum -= Math.Log((counts[token] + 1) / all);
        return sum / validation.Length;
    }

    /// <summary>
    /// Mean of -ln p(y | x) over neighbouring validation tokens, p(y | x) = (count(xy) + 1) / (count(x.) + V) counted on the training
    /// tokens.
    /// </summary>
    public static double Bigram(ReadOnlySpan<int> training, ReadOnlySpan<int> validation, int vocabulary)
    {
        var pairs = new Dictionary<long, int>();
        var firsts = Counts(training[..^1], vocabulary);
        for (var i = 1; i < training.Length; i++)
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(pairs, Key(training[i - 1], training[i]), out _)++;
        var sum = 0.0;
        for (var i = 1; i < validation.Length; i++)
        {
            var pair = pairs.GetValueOrDefault(Key(validation[i - 1], validation[i]));
            sum -= Math.Log((pair + 1.0) / (firsts[validation[i - 1]] + (double)vocabulary));
        }
        return sum / (validation.Length - 1);
    }

    private static long Key(int first, int second) => ((long)first << 32) | (uint)second;

    private static int[] Counts(ReadOnlySpan<int> tokens, int vocabulary)
    {
        var counts = new int[vocabulary];
        foreach (var token in tokens)
            counts[token]++;
        return counts;
    }
}
