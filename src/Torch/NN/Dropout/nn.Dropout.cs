using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <inheritdoc cref="Modules.Dropout"/>
        public static Dropout Dropout(double p = 0.5, bool inplace = false) => new(p, inplace);

        /// <inheritdoc cref="Modules.Dropout1d"/>
        public static Dropout1d Dropout1d(double p = 0.5, bool inplace = false) => new(p, inplace);

        /// <inheritdoc cref="Modules.Dropout2d"/>
        public static Dropout2d Dropout2d(double p = 0.5, bool inplace = false) => new(p, inplace);

        /// <inheritdoc cref="Modules.Dropout3d"/>
        public static Dropout3d Dropout3d(double p = 0.5, bool inplace = false) => new(p, inplace);

        /// <inheritdoc cref="Modules.AlphaDropout"/>
        public static AlphaDropout AlphaDropout(double p = 0.5, bool inplace = false) => new(p, inplace);

        /// <inheritdoc cref="Modules.FeatureAlphaDropout"/>
        public static FeatureAlphaDropout FeatureAlphaDropout(double p = 0.5) => new(p, false);

        /// <inheritdoc cref="Modules.FeatureAlphaDropout"/>
        public static FeatureAlphaDropout FeatureAlphaDropout(double p, bool inplace) => new(p, inplace);

        public static partial class functional
        {
            private static readonly Elementwise DropoutFunction = new("dropout"), FeatureDropout = new("feature_dropout"),
                AlphaDropoutFunction = new("alpha_dropout"), FeatureAlpha = new("feature_alpha_dropout");

            /// <inheritdoc cref="Modules.Dropout"/>
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => DropoutFunction.Call(inplace, input, Probability(p), training);

            /// <inheritdoc cref="Modules.Dropout1d"/>
            public static Tensor dropout1d(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
            {
                if (input.dim() is not (2 or 3)) throw new ArgumentException($"dropout1d: Expected 2D or 3D input, but received a {input.dim()}D input.");
                if (input.dim() == 3) return FeatureDropout.Call(inplace, input, Probability(p), training);
                using var batch = input.unsqueeze(0);
                using var dropped = FeatureDropout.Call(inplace, batch, Probability(p), training);
                return dropped.squeeze(0);
            }

            /// <inheritdoc cref="Modules.Dropout2d"/>
            public static Tensor dropout2d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => FeatureDropout.Call(inplace, input, Probability(p), training);

            /// <inheritdoc cref="Modules.Dropout3d"/>
            public static Tensor dropout3d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => FeatureDropout.Call(inplace, input, Probability(p), training);

            /// <inheritdoc cref="Modules.AlphaDropout"/>
            public static Tensor alpha_dropout(Tensor input, double p = 0.5, bool training = false, bool inplace = false) => AlphaDropoutFunction.Call(inplace, input, Probability(p), training);

            /// <inheritdoc cref="Modules.FeatureAlphaDropout"/>
            public static Tensor feature_alpha_dropout(Tensor input, double p = 0.5, bool training = false, bool inplace = false) => FeatureAlpha.Call(inplace, input, Probability(p), training);

            private static double Probability(double p) =>
                p is >= 0 and <= 1 ? p : throw new ArgumentException($"dropout probability has to be between 0 and 1, but got {p}");
        }
    }
}
