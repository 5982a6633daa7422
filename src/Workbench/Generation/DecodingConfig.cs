using Workbench.Configuration;

namespace Workbench.Generation;

/// <summary>
/// How the next token is chosen: the logits are divided by the temperature and restricted to the k most probable tokens, then to the
/// smallest set with probability p.
/// </summary>
public sealed record DecodingConfig
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
    /// Keeps the most probable tokens that together reach this probability, at least one; 1 keeps all. Default 1. Nucleus sampling,
    /// Holtzman et al. 2020.
    /// </summary>
    [InRange(0, 1, Above = true)]
    public double TopP { get; init; } = 1;

    /// <summary>Maximum number of new tokens. Default 256.</summary>
    [InRange(0, int.MaxValue)]
    public int MaxTokens { get; init; } = 256;

    /// <summary>The random seed: new token i is drawn with element i of the stream "generate". Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>What to do when the trained context is full. Default slide.</summary>
    public ContextOverflow Overflow { get; init; }
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
