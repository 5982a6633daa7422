using Workbench.Kernels;

namespace Workbench.Generation;

/// <summary>Chooses a token from logits.</summary>
public static class Sampler
{
    /// <summary>The candidate tokens with their probabilities, which sum to 1; most probable first.</summary>
    /// <param name="logits">[V]; -infinity is never chosen.</param>
    /// <param name="config">Temperature above 0, k and p.</param>
    public static IReadOnlyList<(int Token, double Probability)> Candidates(ReadOnlySpan<float> logits, DecodingConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var ranked = new (int Token, double Probability)[logits.Length];
        var highest = float.NegativeInfinity;
        foreach (var logit in logits)
            highest = Math.Max(highest, logit);
        for (var token = 0; token < logits.Length; token++)
            ranked[token] = (token, Math.Exp((logits[token] - highest) / config.Temperature));
        // A stable sort: equal probabilities keep the order of token ids.
        var kept = ranked
            .OrderByDescending(one => one.Probability)
            .Take(config.TopK > 0 ? config.TopK : ranked.Length)
            .TakeWhile(one => one.Probability >= config.MinP) // the best one's is 1
            .ToList();
        var mass = config.TopP * kept.Sum(one => one.Probability);
        var reached = 0.0;
        var count = 0;
        while (count < kept.Count && (count == 0 || reached < mass))
            reached += kept[count++].Probability;
        return [.. kept.Take(count).Select(one => (one.Token, one.Probability / reached))];
    }

    /// <summary>Makes the logits of tokens that are in the text smaller.</summary>
    /// <param name="logits">[V]; changed in place.</param>
    /// <param name="text">The prompt and the new tokens.</param>
    /// <param name="penalty">The factor, at least 1.</param>
    public static void Penalise(Span<float> logits, IEnumerable<int> text, double penalty)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (penalty == 1)
            return;
        foreach (var token in text.Distinct())
            logits[token] = (float)(logits[token] > 0 ? logits[token] / penalty : logits[token] * penalty);
    }

    /// <summary>Throws when a logit is NaN.</summary>
    /// <exception cref="InvalidOperationException">A logit is NaN: the model diverged.</exception>
    internal static void RefuseNaN(ReadOnlySpan<float> logits)
    {
        foreach (var logit in logits)
            if (float.IsNaN(logit))
                throw new InvalidOperationException("the logits are NaN: the model has diverged, nothing can be generated from it");
    }

    /// <summary>Chooses a token.</summary>
    /// <param name="logits">[V]</param>
    /// <param name="config">How to choose.</param>
    /// <param name="element">Element of the random stream: the index of the new token.</param>
    /// <exception cref="InvalidOperationException">A logit is NaN: the model diverged.</exception>
    public static int Choose(ReadOnlySpan<float> logits, DecodingConfig config, ulong element)
    {
        ArgumentNullException.ThrowIfNull(config);
        RefuseNaN(logits);
        var best = 0;
        for (var token = 1; token < logits.Length; token++)
            if (logits[token] > logits[best])
                best = token;
        if (config.Temperature == 0)
            return best;
        var candidates = Candidates(logits, config);
        var left = Philox.UniformDouble(RandomStream.Named(config.Seed, "generate"), element);
        foreach (var (token, probability) in candidates)
        {
            left -= probability;
            if (left < 0)
                return token;
        }
        return candidates[^1].Token;
    }
}
