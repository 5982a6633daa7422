using Workbench.Configuration;

namespace Workbench.Generation;

/// <summary>
/// How the next token is chosen. The logits of tokens that are in the text already are penalised, then all are divided by the
/// temperature and restricted: to the k most probable tokens, to those with a share of the best one's probability, to the smallest set
/// with probability p. With more than one beam, the most probable continuation as a whole is searched instead.
/// </summary>
public sealed record DecodingConfig : IValidated
{
    /// <summary>Always the most probable token (of equal ones, the one with the lowest id).</summary>
    public static DecodingConfig Greedy { get; } = new() { Temperature = 0 };

    /// <summary>Divides the logits; 0 is greedy. Default 1.</summary>
    [InRange(0, 1000)]
    public double Temperature { get; init; } = 1;

    /// <summary>Keeps the k most probable tokens; 0 keeps all. Default 0. Fan et al. 2018.</summary>
    [InRange(0, int.MaxValue)]
    public int TopK { get; init; }

    /// <summary>
    /// Keeps the tokens that are at least this share as probable as the most probable one; 0 keeps all. Default 0. Nguyen et al. 2024,
    /// "Min-p sampling".
    /// </summary>
    [InRange(0, 1)]
    public double MinP { get; init; }

    /// <summary>
    /// Keeps the most probable tokens that together reach this probability, at least one; 1 keeps all. Default 1. Nucleus sampling,
    /// Holtzman et al. 2020.
    /// </summary>
    [InRange(0, 1, Above = true)]
    public double TopP { get; init; } = 1;

    /// <summary>
    /// Divides the logits above 0 of tokens that are in the text, the prompt included, and multiplies those below 0; 1 does nothing.
    /// Default 1. Keskar et al. 2019, "CTRL", section 4.1.
    /// </summary>
    [InRange(1, 1000)]
    public double RepetitionPenalty { get; init; } = 1;

    /// <summary>Number of continuations that are followed at once (beam search); 1 chooses token by token. Default 1.</summary>
    [InRange(1, 1000)]
    public int Beams { get; init; } = 1;

    /// <summary>
    /// The exponent a by which beams of n tokens are compared: log probability / ((5 + n) / 6)^a; 0 prefers short ones. Default 0.6. Wu et
    /// al. 2016, equation 14.
    /// </summary>
    [InRange(0, 10)]
    public double LengthPenalty { get; init; } = 0.6;

    /// <summary>Texts that end the generation; they are not part of the result. Default none.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>Maximum number of new tokens. Default 256.</summary>
    [InRange(0, int.MaxValue)]
    public int MaxTokens { get; init; } = 256;

    /// <summary>The random seed: new token i is drawn with element i of the stream "generate". Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>What to do when the trained context is full. Default slide.</summary>
    public ContextOverflow Overflow { get; init; }

    /// <inheritdoc/>
    public IEnumerable<Fault> Validate(string path)
    {
        if (Beams > 1 && (Temperature is not (0 or 1) || TopK > 0 || MinP > 0 || TopP < 1))
            yield return new(
                "beam search draws nothing: it has no temperature and no restriction of the candidates",
                $"{Beams} beams",
                null,
                "Leave temperature, topK, minP and topP out, or beams.",
                Names.Join(path, "beams")
            );
        if (Stop.Any(one => one.Length == 0))
            yield return new("a text that ends the generation has a character", "\"\"", null, null, Names.Join(path, "stop"));
    }
}

/// <summary>What generation does when the trained context is full.</summary>
public enum ContextOverflow
{
    /// <summary>Drops the older half and reads the newer half again from position 0.</summary>
    Slide,

    /// <summary>Continues beyond the trained context; requires a position encoding that is defined there.</summary>
    Extrapolate,

    /// <summary>Ends the generation.</summary>
    Stop,
}
