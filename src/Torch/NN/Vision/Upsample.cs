using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules
{
    /// <summary>Resizes the last dimensions of [N, C, *].</summary>
    public sealed class Upsample : ParameterLessModule<Tensor, Tensor>
    {
        private readonly long[]? sizes;
        private readonly double[]? factors;

        internal Upsample(long[]? size, double[]? scale_factor, UpsampleMode mode, bool? align_corners, bool? recompute_scale_factor) : base(nameof(Upsample))
        {
            sizes = size;
            factors = scale_factor;
            this.mode = mode;
            this.align_corners = align_corners;
            this.recompute_scale_factor = recompute_scale_factor;
        }

        /// <summary>The sizes of the output; empty where factors are given.</summary>
        public ReadOnlySpan<long> size => sizes;

        /// <summary>The factors of the sizes; empty where sizes are given.</summary>
        public ReadOnlySpan<double> scale_factor => factors;

        /// <summary>How values come from their neighbours.</summary>
        public UpsampleMode mode { get; }

        /// <summary>Whether corners lie on corners rather than edges on edges.</summary>
        public bool? align_corners { get; }

        /// <summary>Whether factors are computed anew from the rounded sizes.</summary>
        public bool? recompute_scale_factor { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => F.interpolate(input, sizes, factors, (InterpolationMode)mode, align_corners, recompute_scale_factor ?? false);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <inheritdoc cref="Modules.Upsample"/>
            /// <param name="size">The sizes of the output; or null.</param>
            /// <param name="scale_factor">The factors of the sizes; or null.</param>
            /// <param name="mode">How values come from their neighbours.</param>
            /// <param name="align_corners">Whether corners lie on corners rather than edges on edges.</param>
            /// <param name="recompute_scale_factor">Whether factors are computed anew from the rounded sizes.</param>
            public static Modules.Upsample Upsample(long[]? size = null, double[]? scale_factor = null, UpsampleMode mode = UpsampleMode.Nearest, bool? align_corners = null, bool? recompute_scale_factor = null) =>
                new(size, scale_factor, mode, align_corners, recompute_scale_factor);
        }
    }
}
