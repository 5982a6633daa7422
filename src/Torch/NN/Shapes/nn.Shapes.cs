using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <inheritdoc cref="Modules.Flatten"/>
        public static Flatten Flatten(long start_dim = 1, long end_dim = -1) => new(start_dim, end_dim);

        /// <inheritdoc cref="Modules.Unflatten"/>
        public static Unflatten Unflatten(long dim, long[] unflattened_size) => new(dim, unflattened_size);

        /// <inheritdoc cref="Modules.PixelShuffle"/>
        public static PixelShuffle PixelShuffle(long upscale_factor) => new(upscale_factor);

        /// <inheritdoc cref="Modules.PixelUnshuffle"/>
        public static PixelUnshuffle PixelUnshuffle(long downscale_factor) => new(downscale_factor);

        /// <inheritdoc cref="Modules.ChannelShuffle"/>
        public static ChannelShuffle ChannelShuffle(long groups) => new(groups);

        /// <inheritdoc cref="Modules.Fold"/>
        public static Fold Fold(long output_size, long kernel_size, long dilation = 1, long padding = 0, long stride = 1) =>
            new((output_size, output_size), (kernel_size, kernel_size), (dilation, dilation), (padding, padding), (stride, stride));

        /// <inheritdoc cref="Modules.Fold"/>
        public static Fold Fold((long, long) output_size, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null) =>
            new(output_size, kernel_size, dilation ?? (1, 1), padding ?? (0, 0), stride ?? (1, 1));

        /// <inheritdoc cref="Modules.Unfold"/>
        public static Unfold Unfold(long kernel_size, long dilation = 1, long padding = 0, long stride = 1) =>
            new((kernel_size, kernel_size), (dilation, dilation), (padding, padding), (stride, stride));

        /// <inheritdoc cref="Modules.Unfold"/>
        public static Unfold Unfold((long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null) =>
            new(kernel_size, dilation ?? (1, 1), padding ?? (0, 0), stride ?? (1, 1));

        /// <inheritdoc cref="Modules.CosineSimilarity"/>
        public static CosineSimilarity CosineSimilarity(long dim = 1, double eps = 1e-8) => new(dim, eps);

        /// <inheritdoc cref="Modules.PairwiseDistance"/>
        public static PairwiseDistance PairwiseDistance(double p = 2.0, double eps = 1e-6, bool keepdim = false) => new(p, eps, keepdim);

        public static partial class functional
        {
            private static readonly Operator PixelShuffling = new("pixel_shuffle"), PixelUnshuffling = new("pixel_unshuffle"), Folding = new("col2im"), Unfolding = new("im2col"),
                Cosine = new("cosine_similarity"), Distance = new("pairwise_distance"), OneHot = new("one_hot");

            /// <inheritdoc cref="Modules.PixelShuffle"/>
            public static Tensor pixel_shuffle(Tensor input, long upscale_factor) => PixelShuffling.One(input, upscale_factor);

            /// <inheritdoc cref="Modules.PixelUnshuffle"/>
            public static Tensor pixel_unshuffle(Tensor input, long downscale_factor) => PixelUnshuffling.One(input, downscale_factor);

            /// <inheritdoc cref="Modules.Fold"/>
            public static Tensor fold(Tensor input, long output_size, long kernel_size, long dilation = 1, long padding = 0, long stride = 1) =>
                fold(input, (output_size, output_size), (kernel_size, kernel_size), (dilation, dilation), (padding, padding), (stride, stride));

            /// <inheritdoc cref="Modules.Fold"/>
            public static Tensor fold(Tensor input, (long, long) output_size, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null) =>
                Folding.One(input, Sizes.Of(output_size), Sizes.Of(kernel_size), Sizes.Of(dilation, 1), Sizes.Of(padding, 0), Sizes.Of(stride, 1));

            /// <inheritdoc cref="Modules.Unfold"/>
            public static Tensor unfold(Tensor input, long kernel_size, long dilation = 1, long padding = 0, long stride = 1) =>
                unfold(input, (kernel_size, kernel_size), (dilation, dilation), (padding, padding), (stride, stride));

            /// <inheritdoc cref="Modules.Unfold"/>
            public static Tensor unfold(Tensor input, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null) =>
                Unfolding.One(input, Sizes.Of(kernel_size), Sizes.Of(dilation, 1), Sizes.Of(padding, 0), Sizes.Of(stride, 1));

            /// <inheritdoc cref="Modules.CosineSimilarity"/>
            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1e-8) => Cosine.One(x1, x2, dim, eps);

            /// <inheritdoc cref="Modules.PairwiseDistance"/>
            public static Tensor pairwise_distance(Tensor input1, Tensor input2, double p = 2.0, double eps = 1e-6, bool keepdim = false) => Distance.One(input1, input2, p, eps, keepdim);

            /// <summary>Vectors with a 1 at the place of each number, [*] to [*, num_classes].</summary>
            /// <param name="x">Numbers of type int64.</param>
            /// <param name="num_classes">The size of the vectors; -1 for one more than the largest number.</param>
            public static Tensor one_hot(Tensor x, long num_classes = -1) => OneHot.One(x, num_classes);
        }
    }
}
