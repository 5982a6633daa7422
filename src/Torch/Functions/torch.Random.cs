namespace TorchSharp;

public static partial class torch
{
    /// <summary>Binomial numbers.</summary>
    public static Tensor binomial(Tensor count, Tensor probs, Generator? generator = null) => count.binomial(probs, generator);

    /// <summary>Truth values, true with the probability that each element is.</summary>
    public static Tensor bernoulli(Tensor input, Generator? generator = null) => input.bernoulli(generator);

    /// <summary>Indices drawn with the weights that each row holds.</summary>
    public static Tensor multinomial(Tensor input, long num_samples, bool replacement = false, Generator? generator = null) =>
        input.multinomial(num_samples, replacement, generator);

    /// <summary>Normal numbers.</summary>
    public static Tensor normal(Tensor mean, Tensor std, Generator? generator = null) =>
        Op.normal_Tensor_Tensor.One(mean, std, generator);

    /// <summary>Poisson numbers with the rates that the elements are.</summary>
    public static Tensor poisson(Tensor input, Generator? generator = null) => input.poisson(generator);
}
