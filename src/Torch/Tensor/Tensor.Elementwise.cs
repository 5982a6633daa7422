namespace TorchSharp;

public static partial class torch
{
    /// <content>Arithmetic, rounding, running sums.</content>
    public partial class Tensor
    {
        /// <summary>Degrees to radians.</summary>
        public Tensor deg2rad() => Op.deg2rad.One(this);

        /// <summary>Degrees to radians, in place.</summary>
        public Tensor deg2rad_()
        {
            Op.deg2rad_.Run(this);
            return this;
        }

        /// <summary>Radians to degrees.</summary>
        public Tensor rad2deg() => Op.rad2deg.One(this);

        /// <summary>Radians to degrees, in place.</summary>
        public Tensor rad2deg_()
        {
            Op.rad2deg_.Run(this);
            return this;
        }

        /// <summary>The magnitude of this with the sign of the other.</summary>
        public Tensor copysign(Tensor other) => Op.copysign_Tensor.One(this, other);

        /// <summary>The magnitude of this with the sign of the other, in place.</summary>
        public Tensor copysign_(Tensor other)
        {
            Op.copysign__Tensor.Run(this, other);
            return this;
        }

        /// <summary>The tensor itself.</summary>
        public Tensor positive() => Op.positive.One(this);

        /// <summary>The step function: 0 below zero, 1 above, <paramref name="other"/> at zero.</summary>
        public Tensor heaviside(Tensor other) => Op.heaviside.One(this, other);

        /// <summary>The step function: 0 below zero, 1 above, <paramref name="other"/> at zero, in place.</summary>
        public Tensor heaviside_(Tensor other)
        {
            Op.heaviside_.Run(this, other);
            return this;
        }

        /// <summary>Linear interpolation, <c>self + weight * (end - self)</c>.</summary>
        public Tensor lerp(Tensor end, Tensor weight) => Op.lerp_Tensor.One(this, end, weight);

        /// <summary>Linear interpolation, <c>self + weight * (end - self)</c>, in place.</summary>
        public Tensor lerp_(Tensor end, Tensor weight)
        {
            Op.lerp__Tensor.Run(this, end, weight);
            return this;
        }

        /// <summary>Limits each element to [min, max]; a missing limit does not limit.</summary>
        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Op.clamp.One(this, min, max);

        /// <summary>Limits each element to [min, max]; a missing limit does not limit.</summary>
        public Tensor clamp(Tensor? min = null, Tensor? max = null) => Op.clamp_Tensor.One(this, min, max);

        /// <summary>Limits each element to [min, max].</summary>
        public Tensor clip(Scalar? min = null, Scalar? max = null) => Op.clip.One(this, min, max);

        /// <summary>Limits each element to [min, max]; a missing limit does not limit, in place.</summary>
        public Tensor clamp_(Scalar? min = null, Scalar? max = null)
        {
            Op.clamp_.Run(this, min, max);
            return this;
        }

        /// <summary>Limits each element to [min, max]; a missing limit does not limit, in place.</summary>
        public Tensor clamp_(Tensor? min = null, Tensor? max = null)
        {
            Op.clamp__Tensor.Run(this, min, max);
            return this;
        }

        /// <summary>Limits each element from above.</summary>
        public Tensor clamp_max(Scalar max) => Op.clamp_max.One(this, max);

        /// <summary>Limits each element from above, in place.</summary>
        public Tensor clamp_max_(Scalar max)
        {
            Op.clamp_max_.Run(this, max);
            return this;
        }

        /// <summary>Limits each element from below.</summary>
        public Tensor clamp_min(Scalar min) => Op.clamp_min.One(this, min);

        /// <summary>Limits each element from below, in place.</summary>
        public Tensor clamp_min_(Scalar min)
        {
            Op.clamp_min_.Run(this, min);
            return this;
        }

        /// <summary>Differences of neighbours along a dimension, taken n times.</summary>
        public Tensor diff(long n = 1, long dim = -1, Tensor? prepend = null, Tensor? append = null) =>
            Op.diff.One(this, n, dim, prepend, append);

        /// <summary>Least common multiple.</summary>
        public Tensor lcm(Tensor other) => Op.lcm.One(this, other);

        /// <summary>Least common multiple, in place.</summary>
        public Tensor lcm_(Tensor other)
        {
            Op.lcm_.Run(this, other);
            return this;
        }

        /// <summary><c>self * 2^other</c>.</summary>
        public Tensor ldexp(Tensor other) => Op.ldexp_Tensor.One(this, other);

        /// <summary><c>self * 2^other</c>, in place.</summary>
        public Tensor ldexp_(Tensor other)
        {
            Op.ldexp_.Run(this, other);
            return this;
        }

        /// <summary>Replaces NaN and the infinities; without a replacement an infinity becomes the largest finite number.</summary>
        public Tensor nan_to_num(double nan = 0, double? posinf = null, double? neginf = null) =>
            Op.nan_to_num.One(this, nan, posinf, neginf);

        /// <summary>Replaces NaN and the infinities; without a replacement an infinity becomes the largest finite number, in place.</summary>
        public Tensor nan_to_num_(double nan = 0, double? posinf = null, double? neginf = null)
        {
            Op.nan_to_num_.Run(this, nan, posinf, neginf);
            return this;
        }

        /// <summary>The next representable number towards the other.</summary>
        public Tensor nextafter(Tensor other) => Op.nextafter.One(this, other);

        /// <summary>The next representable number towards the other, in place.</summary>
        public Tensor nextafter_(Tensor other)
        {
            Op.nextafter_.Run(this, other);
            return this;
        }

        /// <summary>Absolute value of each element.</summary>
        public Tensor abs() => Op.abs.One(this);

        /// <summary>Absolute value of each element.</summary>
        public Tensor absolute() => Op.absolute.One(this);

        /// <summary>Absolute value of each element, in place.</summary>
        public Tensor abs_()
        {
            Op.abs_.Run(this);
            return this;
        }

        /// <summary>Absolute value of each element, in place.</summary>
        public Tensor absolute_()
        {
            Op.absolute_.Run(this);
            return this;
        }

        /// <summary>Sum with another tensor or a number, <c>self + alpha * other</c>, broadcast.</summary>
        public Tensor add(Tensor target) => Op.add_Tensor.One(this, target);

        /// <summary>Sum with another tensor or a number, <c>self + alpha * other</c>, broadcast.</summary>
        public Tensor add(Tensor target, Scalar alpha) => Op.add_Tensor.One(this, target, alpha);

        /// <summary>Sum with another tensor or a number, <c>self + alpha * other</c>, broadcast.</summary>
        public Tensor add(Scalar scalar) => Op.add_Scalar.One(this, scalar);

        /// <summary>Sum with another tensor or a number, <c>self + alpha * other</c>, broadcast.</summary>
        public Tensor add(Scalar scalar, Scalar alpha) => Op.add_Scalar.One(this, scalar, alpha);

        /// <summary>Sum with another tensor or a number, <c>self + alpha * other</c>, broadcast, in place.</summary>
        public Tensor add_(Tensor target)
        {
            Op.add__Tensor.Run(this, target);
            return this;
        }

        /// <summary>Sum with another tensor or a number, <c>self + alpha * other</c>, broadcast, in place.</summary>
        public Tensor add_(Tensor target, Scalar alpha)
        {
            Op.add__Tensor.Run(this, target, alpha);
            return this;
        }

        /// <summary>Sum with another tensor or a number, <c>self + alpha * other</c>, broadcast, in place.</summary>
        public Tensor add_(Scalar scalar)
        {
            Op.add__Scalar.Run(this, scalar);
            return this;
        }

        /// <summary>Sum with another tensor or a number, <c>self + alpha * other</c>, broadcast, in place.</summary>
        public Tensor add_(Scalar scalar, Scalar alpha)
        {
            Op.add__Scalar.Run(this, scalar, alpha);
            return this;
        }

        /// <summary><c>self + value * tensor1 / tensor2</c>.</summary>
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Op.addcdiv.One(this, tensor1, tensor2, value);

        /// <summary><c>self + value * tensor1 / tensor2</c>.</summary>
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => Op.addcdiv.One(this, tensor1, tensor2);

        /// <summary><c>self + value * tensor1 / tensor2</c>, in place.</summary>
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value)
        {
            Op.addcdiv_.Run(this, tensor1, tensor2, value);
            return this;
        }

        /// <summary><c>self + value * tensor1 / tensor2</c>, in place.</summary>
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2)
        {
            Op.addcdiv_.Run(this, tensor1, tensor2);
            return this;
        }

        /// <summary><c>self + value * tensor1 * tensor2</c>.</summary>
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Op.addcmul.One(this, tensor1, tensor2, value);

        /// <summary><c>self + value * tensor1 * tensor2</c>, in place.</summary>
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value)
        {
            Op.addcmul_.Run(this, tensor1, tensor2, value);
            return this;
        }

        /// <summary>Rounds up.</summary>
        public Tensor ceil() => Op.ceil.One(this);

        /// <summary>Rounds up, in place.</summary>
        public Tensor ceil_()
        {
            Op.ceil_.Run(this);
            return this;
        }

        /// <summary>Complex conjugate, a view.</summary>
        public Tensor conj() => Op.conj.One(this);

        /// <summary>Complex conjugate, computed now.</summary>
        public Tensor conj_physical() => Op.conj_physical.One(this);

        /// <summary>Complex conjugate, computed now, in place.</summary>
        public Tensor conj_physical_()
        {
            Op.conj_physical_.Run(this);
            return this;
        }

        /// <summary>Carries out a pending conjugation.</summary>
        public Tensor resolve_conj() => Op.resolve_conj.One(this);

        /// <summary>Carries out a pending negation.</summary>
        public Tensor resolve_neg() => Op.resolve_neg.One(this);

        /// <summary>Running maximum along a dimension, and where it stands.</summary>
        public (Tensor values, Tensor indexes) cummax(long dim) => Op.cummax.Two(this, dim);

        /// <summary>Running minimum along a dimension, and where it stands.</summary>
        public (Tensor values, Tensor indexes) cummin(long dim) => Op.cummin.Two(this, dim);

        /// <summary>Running sum along a dimension.</summary>
        public Tensor cumsum(long dim, ScalarType? type = null) => Op.cumsum.One(this, dim, type);

        /// <summary>Running product along a dimension.</summary>
        public Tensor cumprod(long dim, ScalarType? type = null) => Op.cumprod.One(this, dim, type);

        /// <summary>Quotient of elements, broadcast, rounded if asked for.</summary>
        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            Op.div_Tensor_mode.One(this, target, rounding_mode.Name());

        /// <summary>Quotient of elements, broadcast, rounded if asked for.</summary>
        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            Op.div_Scalar_mode.One(this, target, rounding_mode.Name());

        /// <summary>Quotient of elements, broadcast, rounded if asked for.</summary>
        public Tensor divide(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            Op.divide_Tensor_mode.One(this, target, rounding_mode.Name());

        /// <summary>Quotient of elements, broadcast, rounded if asked for.</summary>
        public Tensor divide(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            Op.divide_Scalar_mode.One(this, target, rounding_mode.Name());

        /// <summary>Quotient of elements, broadcast, rounded if asked for, in place.</summary>
        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None)
        {
            Op.div__Tensor_mode.Run(this, target, rounding_mode.Name());
            return this;
        }

        /// <summary>Quotient of elements, broadcast, rounded if asked for, in place.</summary>
        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None)
        {
            Op.div__Scalar_mode.Run(this, target, rounding_mode.Name());
            return this;
        }

        /// <summary>Quotient of elements, broadcast, rounded if asked for, in place.</summary>
        public Tensor divide_(Tensor target, RoundingMode rounding_mode = RoundingMode.None)
        {
            Op.divide__Tensor_mode.Run(this, target, rounding_mode.Name());
            return this;
        }

        /// <summary>Quotient of elements, broadcast, rounded if asked for, in place.</summary>
        public Tensor divide_(Scalar target, RoundingMode rounding_mode = RoundingMode.None)
        {
            Op.divide__Scalar_mode.Run(this, target, rounding_mode.Name());
            return this;
        }
    }
}
