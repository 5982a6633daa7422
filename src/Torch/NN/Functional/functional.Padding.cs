namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator PadFunction = new("pad");

            /// <summary>Puts elements around a tensor.</summary>
            /// <param name="input">The tensor.</param>
            /// <param name="pad">The number of elements before and after, last dimension first; negative ones cut.</param>
            /// <param name="mode">What the padding is made of.</param>
            /// <param name="value">The value of constant padding.</param>
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => mode switch
            {
                PaddingModes.Constant => PadFunction.One(input, pad, "constant", value),
                PaddingModes.Zeros => PadFunction.One(input, pad, "constant", 0.0),
                PaddingModes.Reflect => PadFunction.One(input, pad, "reflect", Argument.None),
                PaddingModes.Replicate => PadFunction.One(input, pad, "replicate", Argument.None),
                PaddingModes.Circular => PadFunction.One(input, pad, "circular", Argument.None),
                _ => throw new ArgumentException($"Unknown padding mode {mode}.", nameof(mode)),
            };

            /// <inheritdoc cref="pad(Tensor, long[], PaddingModes, double)"/>
            public static Tensor pad(Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => functional.pad(input, pad.ToArray(), mode, value);

            /// <summary>Puts the same number of elements before and after every dimension.</summary>
            public static Tensor pad(Tensor input, long pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, Utils.Sizes.Repeat(2 * (int)input.dim(), pad), mode, value);

            /// <summary>Puts elements before and after the last dimension.</summary>
            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => functional.pad(input, new[] { pad.Item1, pad.Item2 }, mode, value);

            /// <summary>Puts elements before and after the last dimension, and before and after the one before it.</summary>
            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, new[] { pad.Item1, pad.Item2, pad.Item3, pad.Item4 }, mode, value);
        }
    }
}
