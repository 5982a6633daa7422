using Workbench.Configuration;
using Workbench.Kernels;

namespace Workbench.Models.FeedForward;

/// <summary>gelu(x W1 + b1) W2 + b2 with gelu(x) = x Phi(x). Hendrycks and Gimpel 2016.</summary>
public sealed record GeluFeedForward : PlainFeedForward
{
    /// <summary>How gelu is computed. Default exact.</summary>
    [IntroducedWith("exact")]
    public GeluForm Form { get; init; }

    private protected override Activation Function => Form == GeluForm.Tanh ? Activation.GeluTanh : Activation.Gelu;
}

/// <summary>How gelu is computed.</summary>
public enum GeluForm
{
    /// <summary>x Phi(x).</summary>
    Exact,

    /// <summary>0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))), as in GPT-2.</summary>
    Tanh,
}
