namespace TorchSharp;

public static partial class torch
{
    /// <summary>Inverse cosine.</summary>
    public static Tensor acos(Tensor input) => input.acos();

    /// <summary>Inverse cosine, in place.</summary>
    public static Tensor acos_(Tensor input) => input.acos_();

    /// <summary>Inverse cosine.</summary>
    public static Tensor arccos(Tensor input) => input.arccos();

    /// <summary>Inverse cosine, in place.</summary>
    public static Tensor arccos_(Tensor input) => input.arccos_();

    /// <summary>Inverse hyperbolic cosine.</summary>
    public static Tensor acosh(Tensor input) => input.acosh();

    /// <summary>Inverse hyperbolic cosine, in place.</summary>
    public static Tensor acosh_(Tensor input) => input.acosh_();

    /// <summary>Inverse hyperbolic cosine.</summary>
    public static Tensor arccosh(Tensor input) => input.arccosh();

    /// <summary>Inverse hyperbolic cosine, in place.</summary>
    public static Tensor arccosh_(Tensor input) => input.arccosh_();

    /// <summary>Inverse sine.</summary>
    public static Tensor asin(Tensor input) => input.asin();

    /// <summary>Inverse sine, in place.</summary>
    public static Tensor asin_(Tensor input) => input.asin_();

    /// <summary>Inverse sine.</summary>
    public static Tensor arcsin(Tensor input) => input.arcsin();

    /// <summary>Inverse sine, in place.</summary>
    public static Tensor arcsin_(Tensor input) => input.arcsin_();

    /// <summary>Inverse hyperbolic sine.</summary>
    public static Tensor asinh(Tensor input) => input.asinh();

    /// <summary>Inverse hyperbolic sine, in place.</summary>
    public static Tensor asinh_(Tensor input) => input.asinh_();

    /// <summary>Inverse hyperbolic sine.</summary>
    public static Tensor arcsinh(Tensor input) => input.arcsinh();

    /// <summary>Inverse hyperbolic sine, in place.</summary>
    public static Tensor arcsinh_(Tensor input) => input.arcsinh_();

    /// <summary>Inverse tangent.</summary>
    public static Tensor atan(Tensor input) => input.atan();

    /// <summary>Inverse tangent, in place.</summary>
    public static Tensor atan_(Tensor input) => input.atan_();

    /// <summary>Inverse hyperbolic tangent.</summary>
    public static Tensor atanh(Tensor input) => input.atanh();

    /// <summary>Inverse hyperbolic tangent, in place.</summary>
    public static Tensor atanh_(Tensor input) => input.atanh_();

    /// <summary>Inverse hyperbolic tangent.</summary>
    public static Tensor arctanh(Tensor input) => input.arctanh();

    /// <summary>Inverse hyperbolic tangent, in place.</summary>
    public static Tensor arctanh_(Tensor input) => input.arctanh_();

    /// <summary>Angle of the point (other, self), in (-pi, pi].</summary>
    public static Tensor atan2(Tensor input, Tensor other) => input.atan2(other);

    /// <summary>Angle of the point (other, self), in (-pi, pi], in place.</summary>
    public static Tensor atan2_(Tensor input, Tensor other) => input.atan2_(other);

    /// <summary>Angle of the point (other, self), in (-pi, pi].</summary>
    public static Tensor arctan2(Tensor input, Tensor other) => input.arctan2(other);

    /// <summary>Angle of the point (other, self), in (-pi, pi], in place.</summary>
    public static Tensor arctan2_(Tensor input, Tensor other) => input.arctan2_(other);

    /// <summary>Cosine.</summary>
    public static Tensor cos(Tensor input) => input.cos();

    /// <summary>Cosine, in place.</summary>
    public static Tensor cos_(Tensor input) => input.cos_();

    /// <summary>Hyperbolic cosine.</summary>
    public static Tensor cosh(Tensor input) => input.cosh();

    /// <summary>Hyperbolic cosine, in place.</summary>
    public static Tensor cosh_(Tensor input) => input.cosh_();

    /// <summary>Derivative of the logarithm of the gamma function.</summary>
    public static Tensor digamma(Tensor input) => input.digamma();

    /// <summary>Derivative of the logarithm of the gamma function, in place.</summary>
    public static Tensor digamma_(Tensor input) => input.digamma_();

    /// <summary>Error function.</summary>
    public static Tensor erf(Tensor input) => input.erf();

    /// <summary>Error function, in place.</summary>
    public static Tensor erf_(Tensor input) => input.erf_();

    /// <summary>Complementary error function.</summary>
    public static Tensor erfc(Tensor input) => input.erfc();

    /// <summary>Complementary error function, in place.</summary>
    public static Tensor erfc_(Tensor input) => input.erfc_();

    /// <summary>Inverse of the error function.</summary>
    public static Tensor erfinv(Tensor input) => input.erfinv();

    /// <summary>Inverse of the error function, in place.</summary>
    public static Tensor erfinv_(Tensor input) => input.erfinv_();

    /// <summary>E^x.</summary>
    public static Tensor exp(Tensor input) => input.exp();

    /// <summary>E^x, in place.</summary>
    public static Tensor exp_(Tensor input) => input.exp_();

    /// <summary>2^x.</summary>
    public static Tensor exp2(Tensor input) => input.exp2();

    /// <summary>2^x, in place.</summary>
    public static Tensor exp2_(Tensor input) => input.exp2_();

    /// <summary>E^x - 1, exact near zero.</summary>
    public static Tensor expm1(Tensor input) => input.expm1();

    /// <summary>E^x - 1, exact near zero, in place.</summary>
    public static Tensor expm1_(Tensor input) => input.expm1_();

    /// <summary>Logarithm of the magnitude of the gamma function.</summary>
    public static Tensor lgamma(Tensor input) => input.lgamma();

    /// <summary>Logarithm of the magnitude of the gamma function, in place.</summary>
    public static Tensor lgamma_(Tensor input) => input.lgamma_();

    /// <summary>Natural logarithm.</summary>
    public static Tensor log(Tensor input) => input.log();

    /// <summary>Natural logarithm, in place.</summary>
    public static Tensor log_(Tensor input) => input.log_();

    /// <summary>Logarithm to base 10.</summary>
    public static Tensor log10(Tensor input) => input.log10();

    /// <summary>Logarithm to base 10, in place.</summary>
    public static Tensor log10_(Tensor input) => input.log10_();

    /// <summary>Log(1 + x), exact near zero.</summary>
    public static Tensor log1p(Tensor input) => input.log1p();

    /// <summary>Log(1 + x), exact near zero, in place.</summary>
    public static Tensor log1p_(Tensor input) => input.log1p_();

    /// <summary>Logarithm to base 2.</summary>
    public static Tensor log2(Tensor input) => input.log2();

    /// <summary>Logarithm to base 2, in place.</summary>
    public static Tensor log2_(Tensor input) => input.log2_();

    /// <summary>Log(e^x + e^y), without overflow.</summary>
    public static Tensor logaddexp(Tensor left, Tensor right) => left.logaddexp(right);

    /// <summary>Log2(2^x + 2^y), without overflow.</summary>
    public static Tensor logaddexp2(Tensor left, Tensor right) => left.logaddexp2(right);

    /// <summary>Log(x / (1 - x)); with <c>eps</c>, x is first limited to [eps, 1 - eps].</summary>
    public static Tensor logit(Tensor input, double? eps = null) => input.logit(eps);

    /// <summary>Log(x / (1 - x)); with <c>eps</c>, x is first limited to [eps, 1 - eps], in place.</summary>
    public static Tensor logit_(Tensor input, double? eps = null) => input.logit_(eps);

    /// <summary>Modified Bessel function of the first kind, order 0.</summary>
    public static Tensor i0(Tensor input) => input.i0();

    /// <summary>Modified Bessel function of the first kind, order 0, in place.</summary>
    public static Tensor i0_(Tensor input) => input.i0_();

    /// <summary>Regularised lower incomplete gamma function.</summary>
    public static Tensor igamma(Tensor input, Tensor other) => input.igamma(other);

    /// <summary>Regularised upper incomplete gamma function.</summary>
    public static Tensor igammac(Tensor input, Tensor other) => input.igammac(other);

    /// <summary>Logarithm of the multivariate gamma function of dimension p.</summary>
    public static Tensor mvlgamma(Tensor input, long p) => input.mvlgamma(p);

    /// <summary>Logarithm of the multivariate gamma function of dimension p, in place.</summary>
    public static Tensor mvlgamma_(Tensor input, long p) => input.mvlgamma_(p);

    /// <summary>Derivatives of the digamma function, in place.</summary>
    public static Tensor polygamma_(Tensor input, long p) => input.polygamma_(p);

    /// <summary>Sine.</summary>
    public static Tensor sin(Tensor input) => input.sin();

    /// <summary>Sine, in place.</summary>
    public static Tensor sin_(Tensor input) => input.sin_();

    /// <summary>Sin(pi x) / (pi x), 1 at zero.</summary>
    public static Tensor sinc(Tensor input) => input.sinc();

    /// <summary>Sin(pi x) / (pi x), 1 at zero, in place.</summary>
    public static Tensor sinc_(Tensor input) => input.sinc_();

    /// <summary>Hyperbolic sine.</summary>
    public static Tensor sinh(Tensor input) => input.sinh();

    /// <summary>Hyperbolic sine, in place.</summary>
    public static Tensor sinh_(Tensor input) => input.sinh_();

    /// <summary>Tangent.</summary>
    public static Tensor tan(Tensor input) => input.tan();

    /// <summary>Tangent, in place.</summary>
    public static Tensor tan_(Tensor input) => input.tan_();

    /// <summary>Hyperbolic tangent.</summary>
    public static Tensor tanh(Tensor input) => input.tanh();

    /// <summary>Hyperbolic tangent, in place.</summary>
    public static Tensor tanh_(Tensor input) => input.tanh_();

    /// <summary>X log y, zero where x is zero.</summary>
    public static Tensor xlogy(Tensor x, Tensor y) => x.xlogy(y);

    /// <summary>X log y, zero where x is zero, in place.</summary>
    public static Tensor xlogy_(Tensor x, Tensor y) => x.xlogy_(y);

    /// <summary>X log y, zero where x is zero.</summary>
    public static Tensor xlogy(Tensor x, Scalar y) => x.xlogy(y);

    /// <summary>X log y, zero where x is zero, in place.</summary>
    public static Tensor xlogy_(Tensor x, Scalar y) => x.xlogy_(y);
}
