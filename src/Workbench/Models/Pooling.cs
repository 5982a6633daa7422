namespace Workbench.Models;

/// <summary>How the final hidden states of a sequence become one vector.</summary>
public enum Pooling
{
    /// <summary>Not at all: every token has an output.</summary>
    None,

    /// <summary>The first token's, which sees all tokens. Devlin et al. 2019.</summary>
    First,

    /// <summary>The last token's, padding left out. Radford et al. 2018.</summary>
    Last,

    /// <summary>The mean over the tokens, padding left out.</summary>
    Mean,
}
