namespace TorchSharp;

public static partial class torch
{
    /// <content>Arithmetic, rounding, running sums.</content>
    public partial class Tensor
    {
        /// <summary>Power, computed in double precision.</summary>
        public Tensor float_power(Tensor target) => Op.float_power_Tensor_Tensor.One(this, target);

        /// <summary>Power, computed in double precision, in place.</summary>
        public Tensor float_power_(Tensor target)
        {
            Op.float_power__Tensor.Run(this, target);
            return this;
        }

        /// <summary>Rounds down.</summary>
        public Tensor floor() => Op.floor.One(this);

        /// <summary>Rounds down, in place.</summary>
        public Tensor floor_()
        {
            Op.floor_.Run(this);
            return this;
        }

        /// <summary>Quotient of elements, rounded down.</summary>
        public Tensor floor_divide(Tensor other) => Op.floor_divide.One(this, other);

        /// <summary>Quotient of elements, rounded down.</summary>
        public Tensor floor_divide(Scalar other) => Op.floor_divide_Scalar.One(this, other);

        /// <summary>Quotient of elements, rounded down, in place.</summary>
        public Tensor floor_divide_(Tensor other)
        {
            Op.floor_divide__Tensor.Run(this, other);
            return this;
        }

        /// <summary>Quotient of elements, rounded down, in place.</summary>
        public Tensor floor_divide_(Scalar other)
        {
            Op.floor_divide__Scalar.Run(this, other);
            return this;
        }

        /// <summary>Remainder with the sign of the dividend, as C's <c>fmod</c>.</summary>
        public Tensor fmod(Tensor target) => Op.fmod_Tensor.One(this, target);

        /// <summary>Remainder with the sign of the dividend, as C's <c>fmod</c>.</summary>
        public Tensor fmod(Scalar scalar) => Op.fmod_Scalar.One(this, scalar);

        /// <summary>Remainder with the sign of the dividend, as C's <c>fmod</c>, in place.</summary>
        public Tensor fmod_(Tensor target)
        {
            Op.fmod__Tensor.Run(this, target);
            return this;
        }

        /// <summary>Remainder with the sign of the dividend, as C's <c>fmod</c>, in place.</summary>
        public Tensor fmod_(Scalar scalar)
        {
            Op.fmod__Scalar.Run(this, scalar);
            return this;
        }

        /// <summary>The part behind the point, with the number's sign.</summary>
        public Tensor frac() => Op.frac.One(this);

        /// <summary>The part behind the point, with the number's sign, in place.</summary>
        public Tensor frac_()
        {
            Op.frac_.Run(this);
            return this;
        }

        /// <summary>Mantissa in [0.5, 1) and exponent of two.</summary>
        public (Tensor Mantissa, Tensor Exponent) frexp() => Op.frexp_Tensor.Two(this);

        /// <summary>Greatest common divisor.</summary>
        public Tensor gcd(Tensor other) => Op.gcd.One(this, other);

        /// <summary>Greatest common divisor, in place.</summary>
        public Tensor gcd_(Tensor other)
        {
            Op.gcd_.Run(this, other);
            return this;
        }

        /// <summary><c>sqrt(x^2 + y^2)</c>.</summary>
        public Tensor hypot(Tensor other) => Op.hypot.One(this, other);

        /// <summary>Logarithm of the running sum of exponentials.</summary>
        public Tensor logcumsumexp(long dim) => Op.logcumsumexp.One(this, dim);

        /// <summary>Product of elements, broadcast.</summary>
        public Tensor mul(Tensor target) => Op.mul_Tensor.One(this, target);

        /// <summary>Product of elements, broadcast.</summary>
        public Tensor mul(Scalar target) => Op.mul_Scalar.One(this, target);

        /// <summary>Product of elements, broadcast.</summary>
        public Tensor multiply(Tensor target) => Op.multiply_Tensor.One(this, target);

        /// <summary>Product of elements, broadcast.</summary>
        public Tensor multiply(Scalar target) => Op.multiply_Scalar.One(this, target);

        /// <summary>Product of elements, broadcast, in place.</summary>
        public Tensor mul_(Tensor target)
        {
            Op.mul__Tensor.Run(this, target);
            return this;
        }

        /// <summary>Product of elements, broadcast, in place.</summary>
        public Tensor mul_(Scalar target)
        {
            Op.mul__Scalar.Run(this, target);
            return this;
        }

        /// <summary>Negation.</summary>
        public Tensor neg() => Op.neg.One(this);

        /// <summary>Negation.</summary>
        public Tensor negative() => Op.negative.One(this);

        /// <summary>Negation, in place.</summary>
        public Tensor neg_()
        {
            Op.neg_.Run(this);
            return this;
        }

        /// <summary>Power.</summary>
        public Tensor pow(Tensor exponent) => Op.pow_Tensor_Tensor.One(this, exponent);

        /// <summary>Power.</summary>
        public Tensor pow(Scalar exponent) => Op.pow_Tensor_Scalar.One(this, exponent);

        /// <summary>Power, in place.</summary>
        public Tensor pow_(Tensor exponent)
        {
            Op.pow__Tensor.Run(this, exponent);
            return this;
        }

        /// <summary>Power, in place.</summary>
        public Tensor pow_(Scalar exponent)
        {
            Op.pow__Scalar.Run(this, exponent);
            return this;
        }

        /// <summary><c>1 / x</c>.</summary>
        public Tensor reciprocal() => Op.reciprocal.One(this);

        /// <summary><c>1 / x</c>, in place.</summary>
        public Tensor reciprocal_()
        {
            Op.reciprocal_.Run(this);
            return this;
        }

        /// <summary>Remainder with the sign of the divisor, as Python's <c>%</c>.</summary>
        public Tensor remainder(Tensor target) => Op.remainder_Tensor.One(this, target);

        /// <summary>Remainder with the sign of the divisor, as Python's <c>%</c>.</summary>
        public Tensor remainder(Scalar scalar) => Op.remainder_Scalar.One(this, scalar);

        /// <summary>Remainder with the sign of the divisor, as Python's <c>%</c>, in place.</summary>
        public Tensor remainder_(Tensor target)
        {
            Op.remainder__Tensor.Run(this, target);
            return this;
        }

        /// <summary>Remainder with the sign of the divisor, as Python's <c>%</c>, in place.</summary>
        public Tensor remainder_(Scalar scalar)
        {
            Op.remainder__Scalar.Run(this, scalar);
            return this;
        }

        /// <summary><c>1 / sqrt(x)</c>.</summary>
        public Tensor rsqrt() => Op.rsqrt.One(this);

        /// <summary><c>1 / sqrt(x)</c>, in place.</summary>
        public Tensor rsqrt_()
        {
            Op.rsqrt_.Run(this);
            return this;
        }

        /// <summary>Square.</summary>
        public Tensor square() => Op.square.One(this);

        /// <summary>Square root.</summary>
        public Tensor sqrt() => Op.sqrt.One(this);

        /// <summary>Square root, in place.</summary>
        public Tensor sqrt_()
        {
            Op.sqrt_.Run(this);
            return this;
        }

        /// <summary>-1, 0 or 1.</summary>
        public Tensor sign() => Op.sign.One(this);

        /// <summary>-1, 0 or 1, in place.</summary>
        public Tensor sign_()
        {
            Op.sign_.Run(this);
            return this;
        }

        /// <summary>Sign; of a complex number, the number over its magnitude.</summary>
        public Tensor sgn() => Op.sgn.One(this);

        /// <summary>Sign; of a complex number, the number over its magnitude, in place.</summary>
        public Tensor sgn_()
        {
            Op.sgn_.Run(this);
            return this;
        }

        /// <summary>Is the sign bit set?</summary>
        public Tensor signbit() => Op.signbit.One(this);

        /// <summary>Difference, broadcast.</summary>
        public Tensor sub(Tensor target) => Op.sub_Tensor.One(this, target);

        /// <summary>Difference, broadcast.</summary>
        public Tensor sub(Scalar target) => Op.sub_Scalar.One(this, target);

        /// <summary>Difference, broadcast.</summary>
        public Tensor subtract(Scalar target) => Op.subtract_Scalar.One(this, target);

        /// <summary>Difference, broadcast.</summary>
        public Tensor subtract(Tensor target) => Op.subtract_Tensor.One(this, target);

        /// <summary>Difference, broadcast, in place.</summary>
        public Tensor subtract_(Scalar target)
        {
            Op.subtract__Scalar.Run(this, target);
            return this;
        }

        /// <summary>Difference, broadcast, in place.</summary>
        public Tensor subtract_(Tensor target)
        {
            Op.subtract__Tensor.Run(this, target);
            return this;
        }

        /// <summary>Difference, broadcast, in place.</summary>
        public Tensor sub_(Tensor target)
        {
            Op.sub__Tensor.Run(this, target);
            return this;
        }

        /// <summary>Difference, broadcast, in place.</summary>
        public Tensor sub_(Scalar target)
        {
            Op.sub__Scalar.Run(this, target);
            return this;
        }

        /// <summary>Quotient of elements, never rounded.</summary>
        public Tensor true_divide(Tensor other) => Op.true_divide_Tensor.One(this, other);

        /// <summary>Quotient of elements, never rounded.</summary>
        public Tensor true_divide(Scalar other) => Op.true_divide_Scalar.One(this, other);

        /// <summary>Quotient of elements, never rounded, in place.</summary>
        public Tensor true_divide_(Tensor other)
        {
            Op.true_divide__Tensor.Run(this, other);
            return this;
        }

        /// <summary>Quotient of elements, never rounded, in place.</summary>
        public Tensor true_divide_(Scalar other)
        {
            Op.true_divide__Scalar.Run(this, other);
            return this;
        }

        /// <summary>Rounds towards zero.</summary>
        public Tensor trunc() => Op.trunc.One(this);

        /// <summary>Rounds towards zero.</summary>
        public Tensor fix() => Op.fix.One(this);

        /// <summary>Rounds towards zero, in place.</summary>
        public Tensor trunc_()
        {
            Op.trunc_.Run(this);
            return this;
        }

        /// <summary>Rounds towards zero, in place.</summary>
        public Tensor fix_()
        {
            Op.fix_.Run(this);
            return this;
        }

        /// <summary>Angle of a complex number, in radians.</summary>
        public Tensor angle() => Op.angle.One(this);
    }
}
