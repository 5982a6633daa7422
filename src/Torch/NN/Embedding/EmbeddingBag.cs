using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp
{
    /// <summary>How the vectors of a bag become one.</summary>
    public enum EmbeddingBagMode
    {
        /// <summary>Their sum, weighted if weights are given.</summary>
        Sum = 0,

        /// <summary>Their mean.</summary>
        Mean = 1,

        /// <summary>Their elementwise maximum.</summary>
        Max = 2,
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Sums, means or maxima of bags of embedding vectors, without the vectors in between.</summary>
    public sealed class EmbeddingBag : nn.Module<Tensor, Tensor?, Tensor?, Tensor>, nn.IModule<Tensor, Tensor, Tensor>
    {
        private static readonly Operator Bag = new("embedding_bag", "padding_idx"), Renormalise = new("embedding_renorm_");

        private readonly EmbeddingOptions options;
        private readonly EmbeddingBagMode mode;
        private readonly bool includeLastOffset;

        [ComponentName(Name = nameof(weight))]
        private Parameter? _weight;

        internal EmbeddingBag(Parameter weight, EmbeddingOptions options, EmbeddingBagMode mode, bool includeLastOffset) : base(nameof(EmbeddingBag))
        {
            this.options = options;
            this.mode = mode;
            this.includeLastOffset = includeLastOffset;
            this.weight = weight;
        }

        /// <summary>The vectors, [num_embeddings, embedding_dims].</summary>
        [System.Diagnostics.CodeAnalysis.DisallowNull]
        public Parameter? weight
        {
            get => _weight;
            set => Own(nameof(weight), ref _weight, value);
        }

        /// <summary>Numbers [B, N], a bag a row, or [N] with offsets [B], to [B, embedding_dims].</summary>
        /// <param name="input">The numbers of the vectors.</param>
        /// <param name="offsets">Where each bag starts, when <paramref name="input"/> has one dimension; null otherwise.</param>
        /// <param name="perSampleWeights">Weights of the shape of <paramref name="input"/>, for sums.</param>
        public override Tensor forward(Tensor input, Tensor? offsets, Tensor? perSampleWeights)
        {
            if (input.dim() == 2 && offsets is not null) throw new ArgumentException("offsets has to be null when the input has two dimensions: each row is a bag.");
            if (input.dim() == 1 && offsets is null) throw new ArgumentException("offsets has to be given when the input has one dimension.");
            options.Renormalise(Renormalise, weight!, input);
            using var scope = NewDisposeScope();
            var starts = offsets ?? arange(0, input.numel(), input.shape[1], dtype: input.dtype, device: input.device);
            var flat = input.reshape(-1);
            var weights = perSampleWeights?.reshape(-1);
            var (result, offsetOfEach, bagSizes, maximumIndices) = Bag.Four(weight, flat, starts, options.ScaleGradByFreq, (long)mode, options.Sparse, weights, includeLastOffset, PaddingArgument());
            return result.MoveToOuterDisposeScope();
        }

        /// <inheritdoc cref="forward"/>
        public new Tensor call(Tensor input, Tensor? offsets, Tensor? perSampleWeights) => base.call(input, offsets, perSampleWeights);

        /// <inheritdoc cref="forward"/>
        public Tensor call(Tensor input, Tensor offsets) => base.call(input, offsets, null);

        /// <summary>Numbers [B, N], a bag a row, to [B, embedding_dims].</summary>
        public Tensor call(Tensor input) => base.call(input, null, null);

        private Argument PaddingArgument() => options.PaddingIndex is { } index ? index : Argument.None;
    }
}
