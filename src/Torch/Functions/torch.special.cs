namespace TorchSharp;

public static partial class torch
{
    /// <summary>Special functions, elementwise.</summary>
    public static partial class special
    {
        /// <summary>Airy function Ai.</summary>
        public static Tensor airy_ai(Tensor input, Tensor? @out = null) => Into(@out, Op.special_airy_ai, Op.special_airy_ai_out, input);

        /// <summary>Bessel function of the first kind, order 0.</summary>
        public static Tensor bessel_j0(Tensor input, Tensor? @out = null) =>
            Into(@out, Op.special_bessel_j0, Op.special_bessel_j0_out, input);

        /// <summary>Bessel function of the first kind, order 1.</summary>
        public static Tensor bessel_j1(Tensor input, Tensor? @out = null) =>
            Into(@out, Op.special_bessel_j1, Op.special_bessel_j1_out, input);

        /// <summary>Bessel function of the second kind, order 0.</summary>
        public static Tensor bessel_y0(Tensor input, Tensor? @out = null) =>
            Into(@out, Op.special_bessel_y0, Op.special_bessel_y0_out, input);

        /// <summary>Bessel function of the second kind, order 1.</summary>
        public static Tensor bessel_y1(Tensor input, Tensor? @out = null) =>
            Into(@out, Op.special_bessel_y1, Op.special_bessel_y1_out, input);

        /// <summary>Modified Bessel function of the first kind, order 0.</summary>
        public static Tensor modified_bessel_i0(Tensor input, Tensor? @out = null) =>
            Into(@out, Op.special_modified_bessel_i0, Op.special_modified_bessel_i0_out, input);

        /// <summary>Modified Bessel function of the first kind, order 1.</summary>
        public static Tensor modified_bessel_i1(Tensor input, Tensor? @out = null) =>
            Into(@out, Op.special_modified_bessel_i1, Op.special_modified_bessel_i1_out, input);

        /// <summary>Modified Bessel function of the second kind, order 0.</summary>
        public static Tensor modified_bessel_k0(Tensor input, Tensor? @out = null) =>
            Into(@out, Op.special_modified_bessel_k0, Op.special_modified_bessel_k0_out, input);

        /// <summary>Modified Bessel function of the second kind, order 1.</summary>
        public static Tensor modified_bessel_k1(Tensor input, Tensor? @out = null) =>
            Into(@out, Op.special_modified_bessel_k1, Op.special_modified_bessel_k1_out, input);

        /// <summary>Modified Bessel function of the second kind, order 0, times e^x.</summary>
        public static Tensor scaled_modified_bessel_k0(Tensor input, Tensor? @out = null) =>
            Into(@out, Op.special_scaled_modified_bessel_k0, Op.special_scaled_modified_bessel_k0_out, input);

        /// <summary>Modified Bessel function of the second kind, order 1, times e^x.</summary>
        public static Tensor scaled_modified_bessel_k1(Tensor input, Tensor? @out = null) =>
            Into(@out, Op.special_scaled_modified_bessel_k1, Op.special_scaled_modified_bessel_k1_out, input);

        /// <summary>Spherical Bessel function of the first kind, order 0.</summary>
        public static Tensor spherical_bessel_j0(Tensor input, Tensor? @out = null) =>
            Into(@out, Op.special_spherical_bessel_j0, Op.special_spherical_bessel_j0_out, input);

        /// <summary>Chebyshev polynomial of the first kind.</summary>
        public static Tensor chebyshev_polynomial_t(Tensor x, Tensor n, Tensor? @out = null) =>
            Into(@out, Op.special_chebyshev_polynomial_t, Op.special_chebyshev_polynomial_t_out, x, n);

        /// <summary>Chebyshev polynomial of the second kind.</summary>
        public static Tensor chebyshev_polynomial_u(Tensor x, Tensor n, Tensor? @out = null) =>
            Into(@out, Op.special_chebyshev_polynomial_u, Op.special_chebyshev_polynomial_u_out, x, n);

        /// <summary>Chebyshev polynomial of the third kind.</summary>
        public static Tensor chebyshev_polynomial_v(Tensor x, Tensor n, Tensor? @out = null) =>
            Into(@out, Op.special_chebyshev_polynomial_v, Op.special_chebyshev_polynomial_v_out, x, n);

        /// <summary>Chebyshev polynomial of the fourth kind.</summary>
        public static Tensor chebyshev_polynomial_w(Tensor x, Tensor n, Tensor? @out = null) =>
            Into(@out, Op.special_chebyshev_polynomial_w, Op.special_chebyshev_polynomial_w_out, x, n);

        /// <summary>Chebyshev polynomial of the first kind, shifted to [0, 1].</summary>
        public static Tensor shifted_chebyshev_polynomial_t(Tensor x, Tensor n, Tensor? @out = null) =>
            Into(@out, Op.special_shifted_chebyshev_polynomial_t, Op.special_shifted_chebyshev_polynomial_t_out, x, n);

        /// <summary>Chebyshev polynomial of the second kind, shifted to [0, 1].</summary>
        public static Tensor shifted_chebyshev_polynomial_u(Tensor x, Tensor n, Tensor? @out = null) =>
            Into(@out, Op.special_shifted_chebyshev_polynomial_u, Op.special_shifted_chebyshev_polynomial_u_out, x, n);

        /// <summary>Chebyshev polynomial of the third kind, shifted to [0, 1].</summary>
        public static Tensor shifted_chebyshev_polynomial_v(Tensor x, Tensor n, Tensor? @out = null) =>
            Into(@out, Op.special_shifted_chebyshev_polynomial_v, Op.special_shifted_chebyshev_polynomial_v_out, x, n);

        /// <summary>Chebyshev polynomial of the fourth kind, shifted to [0, 1].</summary>
        public static Tensor shifted_chebyshev_polynomial_w(Tensor x, Tensor n, Tensor? @out = null) =>
            Into(@out, Op.special_shifted_chebyshev_polynomial_w, Op.special_shifted_chebyshev_polynomial_w_out, x, n);

        /// <summary>Physicists' Hermite polynomial.</summary>
        public static Tensor hermite_polynomial_h(Tensor x, Tensor n, Tensor? @out = null) =>
            Into(@out, Op.special_hermite_polynomial_h, Op.special_hermite_polynomial_h_out, x, n);

        /// <summary>Probabilists' Hermite polynomial.</summary>
        public static Tensor hermite_polynomial_he(Tensor x, Tensor n, Tensor? @out = null) =>
            Into(@out, Op.special_hermite_polynomial_he, Op.special_hermite_polynomial_he_out, x, n);

        /// <summary>Laguerre polynomial.</summary>
        public static Tensor laguerre_polynomial_l(Tensor x, Tensor n, Tensor? @out = null) =>
            Into(@out, Op.special_laguerre_polynomial_l, Op.special_laguerre_polynomial_l_out, x, n);

        /// <summary>Legendre polynomial.</summary>
        public static Tensor legendre_polynomial_p(Tensor x, Tensor n, Tensor? @out = null) =>
            Into(@out, Op.special_legendre_polynomial_p, Op.special_legendre_polynomial_p_out, x, n);

        /// <summary>-x log x.</summary>
        public static Tensor entr(Tensor input) => Op.special_entr.One(input);

        /// <summary>Error function.</summary>
        public static Tensor erf(Tensor input) => Op.special_erf.One(input);

        /// <summary>Complementary error function.</summary>
        public static Tensor erfc(Tensor input) => Op.special_erfc.One(input);

        /// <summary>Complementary error function times e^(x^2).</summary>
        public static Tensor erfcx(Tensor input) => Op.special_erfcx.One(input);

        /// <summary>Inverse of the error function.</summary>
        public static Tensor erfinv(Tensor input) => Op.special_erfinv.One(input);

        /// <summary>Logistic sigmoid.</summary>
        public static Tensor expit(Tensor input) => Op.special_expit.One(input);

        /// <summary>e^x - 1, exact near zero.</summary>
        public static Tensor expm1(Tensor input) => Op.special_expm1.One(input);

        /// <summary>2^x.</summary>
        public static Tensor exp2(Tensor input) => Op.special_exp2.One(input);

        /// <summary>Logarithm of the magnitude of the gamma function.</summary>
        public static Tensor gammaln(Tensor input) => Op.special_gammaln.One(input);

        /// <summary>Regularised lower incomplete gamma function.</summary>
        public static Tensor gammainc(Tensor input, Tensor other) => Op.special_gammainc.One(input, other);

        /// <summary>Regularised upper incomplete gamma function.</summary>
        public static Tensor gammaincc(Tensor input, Tensor other) => Op.special_gammaincc.One(input, other);

        /// <summary>Derivative of order n of the digamma function.</summary>
        public static Tensor polygamma(long n, Tensor input) => Op.special_polygamma.One(n, input);

        /// <summary>Logarithm of the multivariate gamma function.</summary>
        public static Tensor multigammaln(Tensor input, long p) => Op.special_multigammaln.One(input, p);

        /// <summary>Derivative of the logarithm of the gamma function.</summary>
        public static Tensor digamma(Tensor input) => Op.special_digamma.One(input);

        /// <summary>Derivative of the logarithm of the gamma function.</summary>
        public static Tensor psi(Tensor input) => Op.special_psi.One(input);

        /// <summary>Modified Bessel function of the first kind, order 0.</summary>
        public static Tensor i0(Tensor input) => Op.special_i0.One(input);

        /// <summary>Modified Bessel function of the first kind, order 0, times e^-|x|.</summary>
        public static Tensor i0e(Tensor input) => Op.special_i0e.One(input);

        /// <summary>Modified Bessel function of the first kind, order 1.</summary>
        public static Tensor i1(Tensor input) => Op.special_i1.One(input);

        /// <summary>Modified Bessel function of the first kind, order 1, times e^-|x|.</summary>
        public static Tensor i1e(Tensor input) => Op.special_i1e.One(input);

        /// <summary>log(x / (1 - x)).</summary>
        public static Tensor logit(Tensor input) => Op.special_logit.One(input, Argument.None);

        /// <summary>Logarithm of the softmax.</summary>
        public static Tensor log_softmax(Tensor input, long dim, ScalarType? dtype = null) => Op.special_log_softmax.One(input, dim, dtype);

        /// <summary>Normal distribution function.</summary>
        public static Tensor ndtr(Tensor input) => Op.special_ndtr.One(input);

        /// <summary>Inverse of the normal distribution function.</summary>
        public static Tensor ndtri(Tensor input) => Op.special_ndtri.One(input);

        /// <summary>sin(pi x) / (pi x).</summary>
        public static Tensor sinc(Tensor input) => Op.special_sinc.One(input);

        /// <summary>Logistic sigmoid.</summary>
        public static Tensor sigmoid(Tensor input) => input.sigmoid();

        /// <summary>Logistic sigmoid, in place.</summary>
        public static Tensor sigmoid_(Tensor input) => input.sigmoid_();

        /// <summary>Exponentials along a dimension, divided by their sum.</summary>
        public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => Op.special_softmax.One(input, dim, dtype);

        /// <summary>x log(1 + y), zero where x is zero.</summary>
        public static Tensor xlog1py(Tensor input, Tensor other) => Op.special_xlog1py.One(input, other);

        /// <summary>Hurwitz zeta function.</summary>
        public static Tensor zeta(Tensor x, Tensor q) => Op.special_zeta.One(x, q);
    }
}
