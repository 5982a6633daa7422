namespace Workbench.Models.Initialisation;

/// <summary>Uniform in ±gain sqrt(6 / (fan in + fan out)) for projections, normal with deviation 1 / sqrt(D) for embeddings. Glorot and Bengio 2010.</summary>
public sealed record XavierInitialisation : InitialisationConfig
{
    /// <summary>A factor on every projection. Default 1.</summary>
    [Configuration.InRange(0, 100, Above = true)]
    public double Gain { get; init; } = 1;
}
