namespace TorchSharp;

public static partial class torch
{
    /// <content>Exponentials, logarithms, trigonometric and special functions.</content>
    public partial class Tensor
    {
        /// <summary>Derivative of the logarithm of the gamma function.</summary>
        public Tensor digamma() => Op.digamma.One(this);

        /// <summary>Derivative of the logarithm of the gamma function, in place.</summary>
        public Tensor digamma_()
        {
            Op.digamma_.Run(this);
            return this;
        }

        /// <summary>Logarithm of the magnitude of the gamma function.</summary>
        public Tensor lgamma() => Op.lgamma.One(this);

        /// <summary>Logarithm of the magnitude of the gamma function, in place.</summary>
        public Tensor lgamma_()
        {
            Op.lgamma_.Run(this);
            return this;
        }

        /// <summary>Logarithm of the multivariate gamma function of dimension p.</summary>
        public Tensor mvlgamma(long p) => Op.mvlgamma.One(this, p);

        /// <summary>Logarithm of the multivariate gamma function of dimension p, in place.</summary>
        public Tensor mvlgamma_(long p)
        {
            Op.mvlgamma_.Run(this, p);
            return this;
        }

        /// <summary>Derivatives of the digamma function, in place.</summary>
        public Tensor polygamma_(long p)
        {
            Op.polygamma_.Run(this, p);
            return this;
        }

        /// <summary>Regularised lower incomplete gamma function.</summary>
        public Tensor igamma(Tensor other) => Op.igamma.One(this, other);

        /// <summary>Regularised upper incomplete gamma function.</summary>
        public Tensor igammac(Tensor other) => Op.igammac.One(this, other);

        /// <summary>Modified Bessel function of the first kind, order 0.</summary>
        public Tensor i0() => Op.i0.One(this);

        /// <summary>Modified Bessel function of the first kind, order 0, in place.</summary>
        public Tensor i0_()
        {
            Op.i0_.Run(this);
            return this;
        }

        /// <summary>Error function.</summary>
        public Tensor erf() => Op.erf.One(this);

        /// <summary>Error function, in place.</summary>
        public Tensor erf_()
        {
            Op.erf_.Run(this);
            return this;
        }

        /// <summary>Complementary error function.</summary>
        public Tensor erfc() => Op.erfc.One(this);

        /// <summary>Complementary error function, in place.</summary>
        public Tensor erfc_()
        {
            Op.erfc_.Run(this);
            return this;
        }

        /// <summary>Inverse of the error function.</summary>
        public Tensor erfinv() => Op.erfinv.One(this);

        /// <summary>Inverse of the error function, in place.</summary>
        public Tensor erfinv_()
        {
            Op.erfinv_.Run(this);
            return this;
        }

        /// <summary>E^x.</summary>
        public Tensor exp() => Op.exp.One(this);

        /// <summary>E^x, in place.</summary>
        public Tensor exp_()
        {
            Op.exp_.Run(this);
            return this;
        }

        /// <summary>2^x.</summary>
        public Tensor exp2() => Op.exp2.One(this);

        /// <summary>2^x, in place.</summary>
        public Tensor exp2_()
        {
            Op.exp2_.Run(this);
            return this;
        }

        /// <summary>E^x - 1, exact near zero.</summary>
        public Tensor expm1() => Op.expm1.One(this);

        /// <summary>E^x - 1, exact near zero, in place.</summary>
        public Tensor expm1_()
        {
            Op.expm1_.Run(this);
            return this;
        }

        /// <summary>Natural logarithm.</summary>
        public Tensor log() => Op.log.One(this);

        /// <summary>Natural logarithm, in place.</summary>
        public Tensor log_()
        {
            Op.log_.Run(this);
            return this;
        }

        /// <summary>Log(e^x + e^y), without overflow.</summary>
        public Tensor logaddexp(Tensor other) => Op.logaddexp.One(this, other);

        /// <summary>Log2(2^x + 2^y), without overflow.</summary>
        public Tensor logaddexp2(Tensor other) => Op.logaddexp2.One(this, other);

        /// <summary>Logarithm to base 10.</summary>
        public Tensor log10() => Op.log10.One(this);

        /// <summary>Logarithm to base 10, in place.</summary>
        public Tensor log10_()
        {
            Op.log10_.Run(this);
            return this;
        }

        /// <summary>Log(1 + x), exact near zero.</summary>
        public Tensor log1p() => Op.log1p.One(this);

        /// <summary>Log(1 + x), exact near zero, in place.</summary>
        public Tensor log1p_()
        {
            Op.log1p_.Run(this);
            return this;
        }

        /// <summary>Logarithm to base 2.</summary>
        public Tensor log2() => Op.log2.One(this);

        /// <summary>Logarithm to base 2, in place.</summary>
        public Tensor log2_()
        {
            Op.log2_.Run(this);
            return this;
        }

        /// <summary>Log(x / (1 - x)); with <c>eps</c>, x is first limited to [eps, 1 - eps].</summary>
        public Tensor logit(double? eps = null) => Op.logit.One(this, eps);

        /// <summary>Log(x / (1 - x)); with <c>eps</c>, x is first limited to [eps, 1 - eps], in place.</summary>
        public Tensor logit_(double? eps = null)
        {
            Op.logit_.Run(this, eps);
            return this;
        }

        /// <summary>X log y, zero where x is zero.</summary>
        public Tensor xlogy(Tensor y) => Op.xlogy_Tensor.One(this, y);

        /// <summary>X log y, zero where x is zero.</summary>
        public Tensor xlogy(Scalar y) => Op.xlogy_Scalar_Other.One(this, y);

        /// <summary>X log y, zero where x is zero, in place.</summary>
        public Tensor xlogy_(Tensor y)
        {
            Op.xlogy__Tensor.Run(this, y);
            return this;
        }

        /// <summary>X log y, zero where x is zero, in place.</summary>
        public Tensor xlogy_(Scalar y)
        {
            Op.xlogy__Scalar_Other.Run(this, y);
            return this;
        }

        /// <summary>Inverse sine.</summary>
        public Tensor asin() => Op.asin.One(this);

        /// <summary>Inverse sine.</summary>
        public Tensor arcsin() => Op.arcsin.One(this);

        /// <summary>Inverse sine, in place.</summary>
        public Tensor asin_()
        {
            Op.asin_.Run(this);
            return this;
        }

        /// <summary>Inverse sine, in place.</summary>
        public Tensor arcsin_()
        {
            Op.arcsin_.Run(this);
            return this;
        }

        /// <summary>Inverse cosine.</summary>
        public Tensor acos() => Op.acos.One(this);

        /// <summary>Inverse cosine.</summary>
        public Tensor arccos() => Op.arccos.One(this);

        /// <summary>Inverse cosine, in place.</summary>
        public Tensor acos_()
        {
            Op.acos_.Run(this);
            return this;
        }

        /// <summary>Inverse cosine, in place.</summary>
        public Tensor arccos_()
        {
            Op.arccos_.Run(this);
            return this;
        }

        /// <summary>Inverse tangent.</summary>
        public Tensor atan() => Op.atan.One(this);

        /// <summary>Inverse tangent, in place.</summary>
        public Tensor atan_()
        {
            Op.atan_.Run(this);
            return this;
        }

        /// <summary>Angle of the point (other, self), in (-pi, pi].</summary>
        public Tensor atan2(Tensor other) => Op.atan2.One(this, other);

        /// <summary>Angle of the point (other, self), in (-pi, pi], in place.</summary>
        public Tensor arctan2_(Tensor other)
        {
            Op.arctan2_.Run(this, other);
            return this;
        }

        /// <summary>Angle of the point (other, self), in (-pi, pi].</summary>
        public Tensor arctan2(Tensor other) => Op.arctan2.One(this, other);

        /// <summary>Angle of the point (other, self), in (-pi, pi], in place.</summary>
        public Tensor atan2_(Tensor other)
        {
            Op.atan2_.Run(this, other);
            return this;
        }

        /// <summary>Cosine.</summary>
        public Tensor cos() => Op.cos.One(this);

        /// <summary>Cosine, in place.</summary>
        public Tensor cos_()
        {
            Op.cos_.Run(this);
            return this;
        }

        /// <summary>Sine.</summary>
        public Tensor sin() => Op.sin.One(this);

        /// <summary>Sine, in place.</summary>
        public Tensor sin_()
        {
            Op.sin_.Run(this);
            return this;
        }

        /// <summary>Tangent.</summary>
        public Tensor tan() => Op.tan.One(this);

        /// <summary>Tangent, in place.</summary>
        public Tensor tan_()
        {
            Op.tan_.Run(this);
            return this;
        }

        /// <summary>Sin(pi x) / (pi x), 1 at zero.</summary>
        public Tensor sinc() => Op.sinc.One(this);

        /// <summary>Sin(pi x) / (pi x), 1 at zero, in place.</summary>
        public Tensor sinc_()
        {
            Op.sinc_.Run(this);
            return this;
        }

        /// <summary>Hyperbolic sine.</summary>
        public Tensor sinh() => Op.sinh.One(this);

        /// <summary>Hyperbolic sine, in place.</summary>
        public Tensor sinh_()
        {
            Op.sinh_.Run(this);
            return this;
        }

        /// <summary>Hyperbolic cosine.</summary>
        public Tensor cosh() => Op.cosh.One(this);

        /// <summary>Hyperbolic cosine, in place.</summary>
        public Tensor cosh_()
        {
            Op.cosh_.Run(this);
            return this;
        }

        /// <summary>Hyperbolic tangent.</summary>
        public Tensor tanh() => Op.tanh.One(this);

        /// <summary>Hyperbolic tangent, in place.</summary>
        public Tensor tanh_()
        {
            Op.tanh_.Run(this);
            return this;
        }

        /// <summary>Inverse hyperbolic sine.</summary>
        public Tensor arcsinh() => Op.arcsinh.One(this);

        /// <summary>Inverse hyperbolic sine.</summary>
        public Tensor asinh() => Op.asinh.One(this);

        /// <summary>Inverse hyperbolic sine, in place.</summary>
        public Tensor arcsinh_()
        {
            Op.arcsinh_.Run(this);
            return this;
        }

        /// <summary>Inverse hyperbolic sine, in place.</summary>
        public Tensor asinh_()
        {
            Op.asinh_.Run(this);
            return this;
        }

        /// <summary>Inverse hyperbolic cosine.</summary>
        public Tensor arccosh() => Op.arccosh.One(this);

        /// <summary>Inverse hyperbolic cosine.</summary>
        public Tensor acosh() => Op.acosh.One(this);

        /// <summary>Inverse hyperbolic cosine, in place.</summary>
        public Tensor arccosh_()
        {
            Op.arccosh_.Run(this);
            return this;
        }

        /// <summary>Inverse hyperbolic cosine, in place.</summary>
        public Tensor acosh_()
        {
            Op.acosh_.Run(this);
            return this;
        }

        /// <summary>Inverse hyperbolic tangent.</summary>
        public Tensor arctanh() => Op.arctanh.One(this);

        /// <summary>Inverse hyperbolic tangent.</summary>
        public Tensor atanh() => Op.atanh.One(this);

        /// <summary>Inverse hyperbolic tangent, in place.</summary>
        public Tensor arctanh_()
        {
            Op.arctanh_.Run(this);
            return this;
        }

        /// <summary>Inverse hyperbolic tangent, in place.</summary>
        public Tensor atanh_()
        {
            Op.atanh_.Run(this);
            return this;
        }
    }
}
