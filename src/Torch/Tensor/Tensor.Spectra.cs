using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    /// <content>What needs the enumerations of the neural-network modules.</content>
    public partial class Tensor
    {
        /// <summary>x times the normal distribution function of x, exact or by its tanh approximation.</summary>
        public Tensor gelu(GELU.Approximate approximate) => Op.gelu.One(this, approximate.ToString());

        /// <summary>x times the normal distribution function of x, exact or by its tanh approximation, in place.</summary>
        public Tensor gelu_(GELU.Approximate approximate)
        {
            Op.gelu_.Run(this, approximate.ToString());
            return this;
        }

        /// <summary>Short-time Fourier transform of [T] or [B, T]: [B, frequencies, frames] (complex), or with a last dimension of two.</summary>
        /// <param name="n_fft">Size of a transform.</param>
        /// <param name="hop_length">Distance of frames; a quarter of <paramref name="n_fft"/> by default.</param>
        /// <param name="win_length">Size of the window; <paramref name="n_fft"/> by default.</param>
        /// <param name="window">The window; ones by default.</param>
        /// <param name="center">Pad both sides, so that frame t is centred at t times the hop length.</param>
        /// <param name="pad_mode">How to pad.</param>
        /// <param name="normalized">Divide by the square root of <paramref name="n_fft"/>.</param>
        /// <param name="onesided">Only the non-negative frequencies; for real signals by default.</param>
        /// <param name="return_complex">Complex numbers instead of pairs; for complex signals by default.</param>
        public Tensor stft(long n_fft, long hop_length = -1, long win_length = -1, Tensor? window = null, bool center = true, PaddingModes pad_mode = PaddingModes.Reflect, bool normalized = false, bool? onesided = null, bool? return_complex = null) =>
            Op.stft_center.One(this, n_fft, Given(hop_length), Given(win_length), window, center, pad_mode.ToString().ToLowerInvariant(), normalized, onesided, return_complex ?? is_complex());

        /// <summary>Inverse of the short-time Fourier transform, by least squares.</summary>
        public Tensor istft(long n_fft, long hop_length = -1, long win_length = -1, Tensor? window = null, bool center = true, bool normalized = false, bool? onesided = null, long length = -1, bool return_complex = false) =>
            Op.istft.One(this, n_fft, Given(hop_length), Given(win_length), window, center, normalized, onesided, Given(length), return_complex);

        private static Argument Given(long length) => length == -1 ? Argument.None : length;
    }
}
