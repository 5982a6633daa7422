using Workbench.Models;

namespace Workbench.Generation;

/// <summary>
/// Follows the most probable continuations at once and returns the best as a whole (Graves 2012; the length penalty of Wu et al. 2016).
/// </summary>
/// <param name="model">The model; its weights are only read.</param>
/// <param name="config">Beams, length penalty, repetition penalty, tokens, overflow.</param>
/// <param name="source">What the encoder reads, one sequence; null in a model without encoder.</param>
internal sealed class BeamSearch(Transformer model, DecodingConfig config, SourceBatch? source = null)
{
    /// <summary>A continuation of the prompt.</summary>
    /// <param name="Tokens">The new tokens.</param>
    /// <param name="LogProbability">Their log probability.</param>
    private sealed record Beam(IReadOnlyList<int> Tokens, double LogProbability)
    {
        public double Score(double exponent) => LogProbability / Math.Pow((5 + Tokens.Count) / 6.0, exponent);
    }

    /// <summary>The new tokens of the best continuation.</summary>
    /// <param name="prompt">At least one token.</param>
    /// <param name="ends">Whether a continuation is complete.</param>
    /// <param name="cancellation">Checked before every token.</param>
    public IReadOnlyList<int> Find(IReadOnlyList<int> prompt, Func<IReadOnlyList<int>, bool> ends, CancellationToken cancellation)
    {
        List<Beam> beams = [new([], 0)];
        var complete = new List<Beam>();
        using var reader = new ContextReader(model, config.Overflow, 1, source);
        for (var i = 0; i < config.MaxTokens && beams.Count > 0; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (reader.Read(beams.ConvertAll(beam => (IReadOnlyList<int>)[.. prompt, .. beam.Tokens])) is not { } logits)
                break;
            var next = new List<(int From, Beam Beam)>();
            foreach (var (from, token, score) in Best(prompt, beams, logits))
            {
                var beam = new Beam([.. beams[from].Tokens, token], score);
                if (ends(beam.Tokens))
                    complete.Add(beam);
                else if (next.Count < config.Beams)
                    next.Add((from, beam));
            }
            // A continuation gains no probability, and a penalty of the greatest length is the most that it can gain by it.
            if (complete.Count >= config.Beams && (next.Count == 0 || complete.Max(Score) >= next.Max(one => Bound(one.Beam))))
                return complete.MaxBy(Score)!.Tokens;
            beams = next.ConvertAll(one => one.Beam);
            if (beams.Count > 0)
                reader.Take(next.ConvertAll(one => one.From));
        }
        return complete.Concat(beams).MaxBy(Score)?.Tokens ?? [];
    }

    private double Score(Beam beam) => beam.Score(config.LengthPenalty);

    private double Bound(Beam beam) => beam.LogProbability / Math.Pow((5 + config.MaxTokens) / 6.0, config.LengthPenalty);

    /// <summary>The best continuations by one token; twice as many as beams, because some may be complete.</summary>
    private IEnumerable<(int From, int Token, double Score)> Best(IReadOnlyList<int> prompt, List<Beam> beams, float[][] logits)
    {
        var all = new List<(int From, int Token, double Score)>();
        for (var from = 0; from < beams.Count; from++)
        {
            var row = logits[from];
            Sampler.RefuseNaN(row);
            Sampler.Penalise(row, prompt.Concat(beams[from].Tokens), config.RepetitionPenalty);
            var highest = row.Max();
            var total = highest + Math.Log(row.Sum(logit => Math.Exp(logit - highest)));
            // No more than these of one beam can be among the best.
            all.AddRange(
                row.Index()
                    .OrderByDescending(one => one.Item)
                    .Take(2 * config.Beams)
                    .Select(one => (from, one.Index, beams[from].LogProbability + one.Item - total))
            );
        }
        return all.OrderByDescending(one => one.Score).Take(2 * config.Beams);
    }
}
