using static TorchSharp.torch;

namespace Workbench.Models;

/// <summary>How the final hidden states of a sequence become one vector. Padding never counts.</summary>
public enum Pooling
{
    /// <summary>Not at all: every token has an output.</summary>
    None,

    /// <summary>The first token's, which sees all tokens. Devlin et al. 2019.</summary>
    First,

    /// <summary>The last token's. Radford et al. 2018.</summary>
    Last,

    /// <summary>The mean over the tokens. Reimers and Gurevych 2019, "Sentence-BERT".</summary>
    Mean,

    /// <summary>The maximum over the tokens, in each coordinate.</summary>
    Max,
}

/// <summary>A layer on the pooled vector of a text.</summary>
public enum Pooler
{
    /// <summary>None.</summary>
    None,

    /// <summary>tanh(W x + b), as wide as the model. Devlin et al. 2019, on the first token; Cer et al. 2018, on the mean.</summary>
    Tanh,
}

/// <summary>Pools hidden states.</summary>
internal static class PooledStates
{
    /// <summary>The vector of each sequence.</summary>
    /// <param name="pooling">How.</param>
    /// <param name="states">[B, T, D].</param>
    /// <param name="padding">[B, T] bool, true for padding, which follows a sequence's tokens; null for none.</param>
    /// <returns>[B, 1, D]; the states themselves without pooling.</returns>
    public static Tensor Of(Pooling pooling, Tensor states, Tensor? padding) =>
        pooling switch
        {
            Pooling.First => states.narrow(1, 0, 1),
            Pooling.Last when padding is not null => states.take_along_dim(Count(padding) - 1, 1),
            Pooling.Last => states.narrow(1, -1, 1),
            Pooling.Mean when padding is not null => states.masked_fill(padding.unsqueeze(-1), 0).sum(1, keepdim: true) / Count(padding),
            Pooling.Mean => states.mean([1], keepdim: true),
            Pooling.Max when padding is not null => states
                .masked_fill(padding.unsqueeze(-1), double.NegativeInfinity)
                .amax([1], keepdim: true),
            Pooling.Max => states.amax([1], keepdim: true),
            _ => states,
        };

    // The number of tokens of each sequence [B, 1, 1]; the mean of none is 0.
    private static Tensor Count(Tensor padding) => padding.logical_not().sum(1, keepdim: true).unsqueeze(-1).clamp_min(1);
}
