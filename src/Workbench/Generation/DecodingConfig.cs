using Workbench.Configuration;

namespace Workbench.Generation;

/// <summary>
/// How the next token is chosen: the logits are divided by the temperature, cut to the k most probable, then to the smallest set of mass p.
/// </summary>
public sealed record DecodingConfig
{
    /// <summary>Always the most probable token (the lowest number among equals).</summary>
    public static DecodingConfig Greedy { get; } = new() { Temperature = 0 };

    /// <summary>Divides the logits; 0 is greedy. Default 1.</summary>
    [InRange(0, 1000)]
    public double Temperature { get; init; } = 1;

    /// <summary>Only the k most probable tokens; 0 keeps all. Default 0. Fan et al. 2018.</summary>
    [InRange(0, int.MaxValue)]
    public int TopK { get; init; }

    /// <summary>
    /// Only the most probable tokens that together reach this probability, at least one; 1 keeps all. Default 1. Holtzman et al. 2020
    /// (nucleus).
    /// </summary>
    [InRange(0, 1, Above = true)]
    public double TopP { get; init; } = 1;

    /// <summary>At most so many new tokens. Default 256.</summary>
    [InRange(0, int.MaxValue)]
    public int MaxTokens { get; init; } = 256;

    /// <summary>The seed of the draws: token i of the answer is drawn with element i of the stream "generate". Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>What happens at the end of the trained context. Default slide.</summary>
    public ContextOverflow Overflow { get; init; }
}

/// <summary>What generation does when the context is full.</summary>
public enum ContextOverflow
{
    /// <summary>Forgets the older half and reads the newer half again from position 0.</summary>
    Slide,

    /// <summary>Goes on beyond the trained context, where the position encoding is defined.</summary>
    Extrapolate,

    /// <summary>Ends the answer.</summary>
    Stop,
}
