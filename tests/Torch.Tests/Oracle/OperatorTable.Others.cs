using TorchSharp;
using static TorchSharp.torch;
using static Torch.Tests.Oracle.Input;

namespace Torch.Tests.Oracle;

public static partial class OperatorTable
{
    private static void Others()
    {
        One("torch.fft.fft(a)", x => fft.fft_(x), Real(3, 8));
        One("torch.fft.ifft(a)", x => fft.ifft(x), Real(3, 8));
        One("torch.fft.rfft(a)", x => fft.rfft(x), Real(3, 8));
        One("torch.fft.ihfft(a)", x => fft.ihfft(x), Real(3, 8));
        One("torch.fft.fft2(a)", x => fft.fft2(x), Real(4, 6));
        One("torch.fft.fftn(a, norm='ortho')", x => fft.fftn(x, norm: FFTNormType.Ortho), Real(4, 6));
        One("torch.fft.irfft(torch.fft.rfft(a))", x => fft.irfft(fft.rfft(x)), Real(3, 8));
        One("torch.fft.rfft2(a, norm='forward')", x => fft.rfft2(x, norm: FFTNormType.Forward), Real(4, 6));
        One("torch.fft.rfft(a, n=5, dim=0)", x => fft.rfft(x, 5, 0), Real(4, 6));
        One("torch.fft.fftshift(a)", x => fft.fftshift(x), Real(5));
        One("torch.fft.fftfreq(8, 0.5, dtype=torch.float64) + 0 * a", x => fft.fftfreq(8, 0.5, float64) + 0 * x, Real(1));
        One("torch.special.entr(a)", x => special.entr(x), Positive(3, 4));
        One("torch.special.erf(a)", x => special.erf(x), Positive(3, 4));
        One("torch.special.erfc(a)", x => special.erfc(x), Positive(3, 4));
        One("torch.special.expit(a)", x => special.expit(x), Positive(3, 4));
        One("torch.special.expm1(a)", x => special.expm1(x), Positive(3, 4));
        One("torch.special.exp2(a)", x => special.exp2(x), Positive(3, 4));
        One("torch.special.gammaln(a)", x => special.gammaln(x), Positive(3, 4));
        One("torch.special.i0(a)", x => special.i0(x), Positive(3, 4));
        One("torch.special.i0e(a)", x => special.i0e(x), Positive(3, 4));
        One("torch.special.i1(a)", x => special.i1(x), Positive(3, 4));
        One("torch.special.i1e(a)", x => special.i1e(x), Positive(3, 4));
        One("torch.special.ndtr(a)", x => special.ndtr(x), Positive(3, 4));
        One("torch.special.sinc(a)", x => special.sinc(x), Positive(3, 4));
        One("torch.special.erfcx(a)", x => special.erfcx(x), Positive(3, 4));
        One("torch.special.digamma(a)", x => special.digamma(x), Positive(3, 4));
        One("torch.special.bessel_j0(a.detach())", x => special.bessel_j0(x.detach()), Positive(3, 4));
        One("torch.special.bessel_j1(a.detach())", x => special.bessel_j1(x.detach()), Positive(3, 4));
        One("torch.special.ndtri(a)", x => special.ndtri(x), Chance(3, 4));
        One("torch.special.logit(a)", x => special.logit(x), Chance(3, 4));
        Two("torch.special.xlog1py(a, b)", (x, y) => special.xlog1py(x, y), Real(3, 4), Positive(4));
        Two("torch.special.zeta(a.detach() + 1, b.detach())", (x, y) => special.zeta(x.detach() + 1, y.detach()), Positive(3, 4), Positive(4));
        One("torch.special.polygamma(1, a)", x => special.polygamma(1, x), Positive(3));
        Two("torch.special.chebyshev_polynomial_t(a.detach(), b)", (x, n) => special.chebyshev_polynomial_t(x.detach(), n.@double()), Real(4), Integer(4, 4));
        One("torch.arange(1, 7, 2).double() * a", x => arange(1, 7, 2).@double() * x, Real(3));
        One("torch.arange(0.5, 2, 0.5, dtype=torch.float64) * a", x => arange(0.5, 2, 0.5, float64) * x, Real(3));
        One("torch.linspace(0, 1, 5, dtype=torch.float64) * a", x => linspace(0, 1, 5, float64) * x, Real(1));
        One("torch.logspace(0, 2, 3, dtype=torch.float64) * a", x => logspace(0, 2, 3, dtype: float64) * x, Real(1));
        One("torch.eye(3, dtype=torch.float64) @ a", x => eye(3, dtype: float64).matmul(x), Real(3, 2));
        One("torch.full((2, 3), 1.5, dtype=torch.float64) * a", x => full(2, 3, 1.5, float64) * x, Real(3));
        One("torch.full_like(a, 2) * a", x => full_like(x, 2) * x, Real(3));
        One("torch.tril_indices(3, 4)", x => tril_indices(3, 4), Real(1));
        One("torch.hann_window(6, dtype=torch.float64) * a", x => hann_window(6, dtype: float64) * x, Real(6));
        One("torch.kaiser_window(6, True, 12.0, dtype=torch.float64) * a", x => kaiser_window(6, dtype: float64) * x, Real(6));
        One("a * 3", x => x * 3, Single(3, 4), 1e-6);
        One("torch.softmax(a, 1)", x => softmax(x, 1), Single(3, 4), 1e-6);
        One("torch.matmul(a, a.t())", x => x.matmul(x.t()), Single(3, 4), 1e-5);
    }
}
