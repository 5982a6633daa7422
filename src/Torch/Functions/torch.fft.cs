namespace TorchSharp;

public static partial class torch
{
    /// <summary>Discrete Fourier transforms; transforms are scaled according to a norm.</summary>
    public static partial class fft
    {
#nullable disable annotations
        /// <summary>One-dimensional discrete Fourier transform.</summary>
        public static Tensor fft_(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) =>
            Op.fft_fft.One(input, n == -1 ? Argument.None : n, dim, norm.Name());

        /// <summary>Inverse of the one-dimensional transform.</summary>
        public static Tensor ifft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) =>
            Op.fft_ifft.One(input, n == -1 ? Argument.None : n, dim, norm.Name());

        /// <summary>Two-dimensional transform.</summary>
        public static Tensor fft2(Tensor input, long[] s = null, long[] dim = null, FFTNormType norm = FFTNormType.Backward) =>
            Op.fft_fft2.One(input, s, dim ?? [-2, -1], norm.Name());

        /// <summary>Inverse two-dimensional transform.</summary>
        public static Tensor ifft2(Tensor input, long[] s = null, long[] dim = null, FFTNormType norm = FFTNormType.Backward) =>
            Op.fft_ifft2.One(input, s, dim ?? [-2, -1], norm.Name());

        /// <summary>Transform over several dimensions.</summary>
        public static Tensor fftn(Tensor input, long[] s = null, long[] dim = null, FFTNormType norm = FFTNormType.Backward) =>
            Op.fft_fftn.One(input, s, dim, norm.Name());

        /// <summary>Inverse transform over several dimensions.</summary>
        public static Tensor ifftn(Tensor input, long[] s = null, long[] dim = null, FFTNormType norm = FFTNormType.Backward) =>
            Op.fft_ifftn.One(input, s, dim, norm.Name());

        /// <summary>Inverse of the transform of real numbers.</summary>
        public static Tensor irfft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) =>
            Op.fft_irfft.One(input, n == -1 ? Argument.None : n, dim, norm.Name());

        /// <summary>One-dimensional transform of real numbers: the non-negative frequencies.</summary>
        public static Tensor rfft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) =>
            Op.fft_rfft.One(input, n == -1 ? Argument.None : n, dim, norm.Name());

        /// <summary>Two-dimensional transform of real numbers.</summary>
        public static Tensor rfft2(Tensor input, long[] s = null, long[] dim = null, FFTNormType norm = FFTNormType.Backward) =>
            Op.fft_rfft2.One(input, s, dim ?? [-2, -1], norm.Name());

        /// <summary>Inverse two-dimensional transform of real numbers.</summary>
        public static Tensor irfft2(Tensor input, long[] s = null, long[] dim = null, FFTNormType norm = FFTNormType.Backward) =>
            Op.fft_irfft2.One(input, s, dim ?? [-2, -1], norm.Name());

        /// <summary>Transform of real numbers over several dimensions.</summary>
        public static Tensor rfftn(Tensor input, long[] s = null, long[] dim = null, FFTNormType norm = FFTNormType.Backward) =>
            Op.fft_rfftn.One(input, s, dim, norm.Name());

        /// <summary>Inverse transform of real numbers over several dimensions.</summary>
        public static Tensor irfftn(Tensor input, long[] s = null, long[] dim = null, FFTNormType norm = FFTNormType.Backward) =>
            Op.fft_irfftn.One(input, s, dim, norm.Name());

        /// <summary>Transform of a Hermitian signal: real numbers.</summary>
        public static Tensor hfft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) =>
            Op.fft_hfft.One(input, n == -1 ? Argument.None : n, dim, norm.Name());

        /// <summary>Inverse of the transform of a Hermitian signal.</summary>
        public static Tensor ihfft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) =>
            Op.fft_ihfft.One(input, n == -1 ? Argument.None : n, dim, norm.Name());

        /// <summary>Frequencies reordered so that zero stands in the middle.</summary>
        public static Tensor fftshift(Tensor input, long[] dim = null) => Op.fft_fftshift.One(input, dim);

        /// <summary>Frequencies reordered so that zero stands first.</summary>
        public static Tensor ifftshift(Tensor input, long[] dim = null) => Op.fft_ifftshift.One(input, dim);

        /// <summary>Frequencies of the positions of a transform of length n and sampling distance d.</summary>
        public static Tensor fftfreq(long n, double d = 1, ScalarType? dtype = null, Device device = null, bool requires_grad = false) =>
            Finish(Op.fft_fftfreq.One(n, d, dtype ?? _defaultType, Argument.None, InitializeDevice(device), Argument.None), requires_grad, null);

        /// <summary>Frequencies of the positions of a real transform of length n and sampling distance d.</summary>
        public static Tensor rfftfreq(long n, double d = 1, ScalarType? dtype = null, Device device = null, bool requires_grad = false) =>
            Finish(Op.fft_rfftfreq.One(n, d, dtype ?? _defaultType, Argument.None, InitializeDevice(device), Argument.None), requires_grad, null);

        /// <summary>Two-dimensional transform of a Hermitian signal.</summary>
        public static Tensor hfft2(Tensor input, long[] s = null, long[] dim = null, FFTNormType norm = FFTNormType.Backward) =>
            Op.fft_hfft2.One(input, s, dim ?? [-2, -1], norm.Name());

        /// <summary>Inverse two-dimensional transform of a Hermitian signal.</summary>
        public static Tensor ihfft2(Tensor input, long[] s = null, long[] dim = null, FFTNormType norm = FFTNormType.Backward) =>
            Op.fft_ihfft2.One(input, s, dim ?? [-2, -1], norm.Name());

        /// <summary>Transform of a Hermitian signal over several dimensions.</summary>
        public static Tensor hfftn(Tensor input, long[] s = null, long[] dim = null, FFTNormType norm = FFTNormType.Backward) =>
            Op.fft_hfftn.One(input, s, dim, norm.Name());

        /// <summary>Inverse transform of a Hermitian signal over several dimensions.</summary>
        public static Tensor ihfftn(Tensor input, long[] s = null, long[] dim = null, FFTNormType norm = FFTNormType.Backward) =>
            Op.fft_ihfftn.One(input, s, dim, norm.Name());
#nullable restore annotations
    }
}
