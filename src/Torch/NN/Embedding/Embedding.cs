using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A table of vectors, looked up by number. They start as N(0, 1), that of the padding index as zero.</summary>
public sealed class Embedding : nn.Module<Tensor, Tensor>
{
    private static readonly Operator Lookup = new("embedding"), Renormalise = new("embedding_renorm_");

    private readonly EmbeddingOptions options;

    [ComponentName(Name = nameof(weight))]
    private Parameter? _weight;

    internal Embedding(Parameter weight, EmbeddingOptions options) : base(nameof(Embedding))
    {
        this.options = options;
        this.weight = weight;
    }

    /// <summary>The vectors, [num_embeddings, embedding_dims].</summary>
    [System.Diagnostics.CodeAnalysis.DisallowNull]
    public Parameter? weight
    {
        get => _weight;
        set => Own(nameof(weight), ref _weight, value);
    }

    /// <summary>Numbers [*] to vectors [*, embedding_dims].</summary>
    public override Tensor forward(Tensor input)
    {
        options.Renormalise(Renormalise, weight!, input);
        return Lookup.One(weight, input, options.PaddingIndex ?? -1, options.ScaleGradByFreq, options.Sparse);
    }
}
