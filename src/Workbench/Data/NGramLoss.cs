namespace Workbench.Data;

/// <summary>Cross-entropies of add-one-smoothed unigram and bigram models.</summary>
internal static class NGramLoss
{
    /// <summary>Mean of -ln p(x) over the validation tokens, p(x) = (count(x) + 1) / (n + V) counted on the training tokens.</summary>
    public static double Unigram(ITokenSequence training, ITokenSequence validation, int vocabulary)
    {
        var counts = Counts(training, training.Length, vocabulary);
        double sum = 0,
            all = training.Length + (double)vocabulary;
        for (var i = 0L; i < validation.Length; i++)
            sum -= Math.Log((counts[validation[i]] + 1) / all);
        return sum / validation.Length;
    }

    /// <summary>
    /// Mean of -ln p(y | x) over neighbouring validation tokens, p(y | x) = (count(xy) + 1) / (count(x.) + V) counted on the training
    /// tokens.
    /// </summary>
    public static double Bigram(ITokenSequence training, ITokenSequence validation, int vocabulary)
    {
        var pairs = new Dictionary<long, int>(PairKeys.Comparer);
        var firsts = Counts(training, training.Length - 1, vocabulary);
        for (var i = 1L; i < training.Length; i++)
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(
                pairs,
                PairKeys.Of(training[i - 1], training[i]),
                out _
            )++;
        var sum = 0.0;
        for (var i = 1L; i < validation.Length; i++)
        {
            var pair = pairs.GetValueOrDefault(PairKeys.Of(validation[i - 1], validation[i]));
            sum -= Math.Log((pair + 1.0) / (firsts[validation[i - 1]] + (double)vocabulary));
        }
        return sum / (validation.Length - 1);
    }

    private static long[] Counts(ITokenSequence tokens, long length, int vocabulary)
    {
        var counts = new long[vocabulary];
        for (var i = 0L; i < length; i++)
            counts[tokens[i]]++;
        return counts;
    }
}
