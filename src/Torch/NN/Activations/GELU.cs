using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules;

/// <summary>x Phi(x), where Phi is the distribution function of the standard normal (Hendrycks and Gimpel 2016).</summary>
public sealed class GELU : ParameterLessModule<Tensor, Tensor>
{
    internal GELU(bool inplace, Approximate approximate = Approximate.none) : base(nameof(GELU))
    {
        this.inplace = inplace;
        this.approximate = approximate;
    }

    /// <summary>How Phi is computed.</summary>
    public enum Approximate
    {
        /// <summary>Exactly, through the error function.</summary>
        none,

        /// <summary>As (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2.</summary>
        tanh,
    }

    /// <summary>Whether the input is overwritten.</summary>
    public bool inplace { get; set; }

    /// <summary>How Phi is computed.</summary>
    public Approximate approximate { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tensor) => F.gelu(tensor, approximate, inplace);
}
