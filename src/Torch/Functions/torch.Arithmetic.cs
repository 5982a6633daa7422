namespace TorchSharp;

public static partial class torch
{
    /// <summary>Limits each element from above.</summary>
    public static Tensor clamp_max(Tensor input, Scalar max) => input.clamp_max(max);

    /// <summary>Limits each element from above, in place.</summary>
    public static Tensor clamp_max_(Tensor input, Scalar max) => input.clamp_max_(max);

    /// <summary>Limits each element from below.</summary>
    public static Tensor clamp_min(Tensor input, Scalar min) => input.clamp_min(min);

    /// <summary>Limits each element from below, in place.</summary>
    public static Tensor clamp_min_(Tensor input, Scalar min) => input.clamp_min_(min);

    /// <summary>Complex conjugate, a view.</summary>
    public static Tensor conj(Tensor input) => input.conj();

    /// <summary>Running maximum along a dimension, and where it stands.</summary>
    public static (Tensor values, Tensor indices) cummax(Tensor input, long dim) => input.cummax(dim);

    /// <summary>Running minimum along a dimension, and where it stands.</summary>
    public static (Tensor values, Tensor indices) cummin(Tensor input, long dim) => input.cummin(dim);

    /// <summary>Running product along a dimension.</summary>
    public static Tensor cumprod(Tensor input, long dim, ScalarType? dtype = null) => input.cumprod(dim, dtype);

    /// <summary>Running sum along a dimension.</summary>
    public static Tensor cumsum(Tensor input, long dim, ScalarType? type = null) => input.cumsum(dim, type);

    /// <summary>Differences of neighbours along a dimension, taken n times.</summary>
    public static Tensor diff(Tensor input, long n = 1, long dim = -1, Tensor? prepend = null, Tensor? append = null) =>
        input.diff(n, dim, prepend, append);

    /// <summary>Greatest common divisor.</summary>
    public static Tensor gcd(Tensor left, Tensor right) => left.gcd(right);

    /// <summary>Greatest common divisor, in place.</summary>
    public static Tensor gcd_(Tensor left, Tensor right) => left.gcd_(right);

    /// <summary>Least common multiple.</summary>
    public static Tensor lcm(Tensor input, Tensor other) => input.lcm(other);

    /// <summary>Least common multiple, in place.</summary>
    public static Tensor lcm_(Tensor input, Tensor other) => input.lcm_(other);

    /// <summary>Logarithm of the running sum of exponentials.</summary>
    public static Tensor logcumsumexp(Tensor input, long dim) => input.logcumsumexp(dim);

    /// <summary>Carries out a pending conjugation.</summary>
    public static Tensor resolve_conj(Tensor input) => input.resolve_conj();

    /// <summary>Carries out a pending negation.</summary>
    public static Tensor resolve_neg(Tensor input) => input.resolve_neg();

    /// <summary>Absolute value of each element.</summary>
    public static Tensor abs(Tensor input) => input.abs();

    /// <summary>Absolute value of each element, in place.</summary>
    public static Tensor abs_(Tensor input) => input.abs_();

    /// <summary>Absolute value of each element.</summary>
    public static Tensor absolute(Tensor input) => input.absolute();

    /// <summary>Absolute value of each element, in place.</summary>
    public static Tensor absolute_(Tensor input) => input.absolute_();

    /// <summary>Sum with another tensor or a number, <c>self + alpha * other</c>, broadcast.</summary>
    public static Tensor add(Tensor left, Tensor right) => left.add(right);

    /// <summary>Sum with another tensor or a number, <c>self + alpha * other</c>, broadcast.</summary>
    public static Tensor add(Tensor left, Scalar right) => left.add(right);

    /// <summary>Sum with another tensor or a number, <c>self + alpha * other</c>, broadcast.</summary>
    public static Tensor add(Tensor left, Tensor right, Scalar alpha) => left.add(right, alpha);

    /// <summary>Sum with another tensor or a number, <c>self + alpha * other</c>, broadcast.</summary>
    public static Tensor add(Tensor left, Scalar right, Scalar alpha) => left.add(right, alpha);

    /// <summary>Sum with another tensor or a number, <c>self + alpha * other</c>, broadcast, in place.</summary>
    public static Tensor add_(Tensor left, Tensor right) => left.add_(right);

    /// <summary>Sum with another tensor or a number, <c>self + alpha * other</c>, broadcast, in place.</summary>
    public static Tensor add_(Tensor left, Scalar right) => left.add_(right);

    /// <summary>Sum with another tensor or a number, <c>self + alpha * other</c>, broadcast, in place.</summary>
    public static Tensor add_(Tensor left, Tensor right, Scalar alpha) => left.add_(right, alpha);

    /// <summary>Sum with another tensor or a number, <c>self + alpha * other</c>, broadcast, in place.</summary>
    public static Tensor add_(Tensor left, Scalar right, Scalar alpha) => left.add_(right, alpha);

    /// <summary><c>self + value * tensor1 / tensor2</c>.</summary>
    public static Tensor addcdiv(Tensor input, Tensor tensor1, Tensor tensor2, Scalar value) => input.addcdiv(tensor1, tensor2, value);

    /// <summary><c>self + value * tensor1 / tensor2</c>, in place.</summary>
    public static Tensor addcdiv_(Tensor input, Tensor tensor1, Tensor tensor2, Scalar value) =>
        input.addcdiv_(tensor1, tensor2, value);

    /// <summary><c>self + value * tensor1 * tensor2</c>.</summary>
    public static Tensor addcmul(Tensor input, Tensor tensor1, Tensor tensor2, Scalar value) => input.addcmul(tensor1, tensor2, value);

    /// <summary><c>self + value * tensor1 * tensor2</c>, in place.</summary>
    public static Tensor addcmul_(Tensor input, Tensor tensor1, Tensor tensor2, Scalar value) =>
        input.addcmul_(tensor1, tensor2, value);

    /// <summary>Angle of a complex number, in radians.</summary>
    public static Tensor angle(Tensor input) => input.angle();

    /// <summary>Rounds up.</summary>
    public static Tensor ceil(Tensor input) => input.ceil();

    /// <summary>Rounds up, in place.</summary>
    public static Tensor ceil_(Tensor input) => input.ceil_();

    /// <summary>Limits each element to [min, max]; a missing limit does not limit.</summary>
    public static Tensor clamp(Tensor input, Scalar? min = null, Scalar? max = null) => input.clamp(min, max);

    /// <summary>Limits each element to [min, max]; a missing limit does not limit, in place.</summary>
    public static Tensor clamp_(Tensor input, Scalar? min = null, Scalar? max = null) => input.clamp_(min, max);

    /// <summary>Limits each element to [min, max]; a missing limit does not limit.</summary>
    public static Tensor clamp(Tensor input, Tensor? min = null, Tensor? max = null) => input.clamp(min, max);

    /// <summary>Limits each element to [min, max]; a missing limit does not limit, in place.</summary>
    public static Tensor clamp_(Tensor input, Tensor? min = null, Tensor? max = null) => input.clamp_(min, max);

    /// <summary>Limits each element to [min, max].</summary>
    public static Tensor clip(Tensor input, Scalar? min = null, Scalar? max = null) => input.clip(min, max);

    /// <summary>Complex conjugate, computed now.</summary>
    public static Tensor conj_physical(Tensor input) => input.conj_physical();

    /// <summary>Complex conjugate, computed now, in place.</summary>
    public static Tensor conj_physical_(Tensor input) => input.conj_physical_();

    /// <summary>The magnitude of this with the sign of the other.</summary>
    public static Tensor copysign(Tensor input, Tensor other) => input.copysign(other);

    /// <summary>The magnitude of this with the sign of the other, in place.</summary>
    public static Tensor copysign_(Tensor input, Tensor other) => input.copysign_(other);

    /// <summary>Degrees to radians.</summary>
    public static Tensor deg2rad(Tensor input) => input.deg2rad();

    /// <summary>Degrees to radians, in place.</summary>
    public static Tensor deg2rad_(Tensor input) => input.deg2rad_();

    /// <summary>Quotient of elements, broadcast, rounded if asked for.</summary>
    public static Tensor div(Tensor left, Tensor right, RoundingMode rounding_mode = RoundingMode.None) =>
        left.div(right, rounding_mode);

    /// <summary>Quotient of elements, broadcast, rounded if asked for.</summary>
    public static Tensor div(Tensor left, Scalar right, RoundingMode rounding_mode = RoundingMode.None) =>
        left.div(right, rounding_mode);

    /// <summary>Quotient of elements, broadcast, rounded if asked for, in place.</summary>
    public static Tensor div_(Tensor left, Scalar right, RoundingMode rounding_mode = RoundingMode.None) =>
        left.div_(right, rounding_mode);

    /// <summary>Quotient of elements, broadcast, rounded if asked for, in place.</summary>
    public static Tensor div_(Tensor left, Tensor right, RoundingMode rounding_mode = RoundingMode.None) =>
        left.div_(right, rounding_mode);

    /// <summary>Quotient of elements, broadcast, rounded if asked for.</summary>
    public static Tensor divide(Tensor left, Tensor right, RoundingMode rounding_mode = RoundingMode.None) =>
        left.divide(right, rounding_mode);

    /// <summary>Quotient of elements, broadcast, rounded if asked for.</summary>
    public static Tensor divide(Tensor left, Scalar right, RoundingMode rounding_mode = RoundingMode.None) =>
        left.divide(right, rounding_mode);

    /// <summary>Quotient of elements, broadcast, rounded if asked for, in place.</summary>
    public static Tensor divide_(Tensor left, Tensor right, RoundingMode rounding_mode = RoundingMode.None) =>
        left.divide_(right, rounding_mode);

    /// <summary>Quotient of elements, broadcast, rounded if asked for, in place.</summary>
    public static Tensor divide_(Tensor left, Scalar right)
    {
        Op.divide__Scalar.Run(left, right);
        return left;
    }

    /// <summary>Rounds towards zero.</summary>
    public static Tensor fix(Tensor input) => input.fix();

    /// <summary>Rounds towards zero, in place.</summary>
    public static Tensor fix_(Tensor input) => input.fix_();

    /// <summary>Power, computed in double precision.</summary>
    public static Tensor float_power(Tensor input, Tensor target) => input.float_power(target);

    /// <summary>Power, computed in double precision, in place.</summary>
    public static Tensor float_power_(Tensor input, Tensor target) => input.float_power_(target);

    /// <summary>Rounds down.</summary>
    public static Tensor floor(Tensor input) => input.floor();

    /// <summary>Rounds down, in place.</summary>
    public static Tensor floor_(Tensor input) => input.floor_();

    /// <summary>Quotient of elements, rounded down.</summary>
    public static Tensor floor_divide(Tensor input, Tensor other) => input.floor_divide(other);

    /// <summary>Quotient of elements, rounded down, in place.</summary>
    public static Tensor floor_divide_(Tensor input, Tensor other) => input.floor_divide_(other);

    /// <summary>Remainder with the sign of the dividend, as C's <c>fmod</c>.</summary>
    public static Tensor fmod(Tensor left, Tensor right) => left.fmod(right);

    /// <summary>Remainder with the sign of the dividend, as C's <c>fmod</c>, in place.</summary>
    public static Tensor fmod_(Tensor left, Tensor right) => left.fmod_(right);

    /// <summary>Remainder with the sign of the dividend, as C's <c>fmod</c>.</summary>
    public static Tensor fmod(Tensor left, Scalar right) => left.fmod(right);

    /// <summary>Remainder with the sign of the dividend, as C's <c>fmod</c>, in place.</summary>
    public static Tensor fmod_(Tensor left, Scalar right) => left.fmod_(right);

    /// <summary>The part behind the point, with the number's sign.</summary>
    public static Tensor frac(Tensor input) => input.frac();

    /// <summary>The part behind the point, with the number's sign, in place.</summary>
    public static Tensor frac_(Tensor input) => input.frac_();

    /// <summary>Mantissa in [0.5, 1) and exponent of two.</summary>
    public static (Tensor Mantissa, Tensor Exponent) frexp(Tensor input) => input.frexp();

    /// <summary>The step function: 0 below zero, 1 above, <paramref name="values"/> at zero.</summary>
    public static Tensor heaviside(Tensor input, Tensor values) => input.heaviside(values);

    /// <summary>The step function: 0 below zero, 1 above, <paramref name="values"/> at zero, in place.</summary>
    public static Tensor heaviside_(Tensor input, Tensor values) => input.heaviside_(values);

    /// <summary><c>self * 2^other</c>.</summary>
    public static Tensor ldexp(Tensor input, Tensor other) => input.ldexp(other);

    /// <summary><c>self * 2^other</c>, in place.</summary>
    public static Tensor ldexp_(Tensor input, Tensor other) => input.ldexp_(other);

    /// <summary>Linear interpolation, <c>self + weight * (end - self)</c>.</summary>
    public static Tensor lerp(Tensor input, Tensor end, Tensor weight) => input.lerp(end, weight);

    /// <summary><c>sqrt(x^2 + y^2)</c>.</summary>
    public static Tensor hypot(Tensor left, Tensor right) => left.hypot(right);

    /// <summary>Product of elements, broadcast.</summary>
    public static Tensor mul(Tensor left, Tensor right) => left.mul(right);

    /// <summary>Product of elements, broadcast.</summary>
    public static Tensor mul(Tensor left, Scalar right) => left.mul(right);

    /// <summary>Product of elements, broadcast, in place.</summary>
    public static Tensor mul_(Tensor left, Tensor right) => left.mul_(right);

    /// <summary>Product of elements, broadcast, in place.</summary>
    public static Tensor mul_(Tensor left, Scalar right) => left.mul_(right);

    /// <summary>Product of elements, broadcast.</summary>
    public static Tensor multiply(Tensor left, Tensor right) => left.multiply(right);

    /// <summary>Product of elements, broadcast.</summary>
    public static Tensor multiply(Tensor left, Scalar right) => left.multiply(right);

    /// <summary>Product of elements, broadcast, in place.</summary>
    public static Tensor multiply_(Tensor left, Tensor right)
    {
        Op.multiply__Tensor.Run(left, right);
        return left;
    }

    /// <summary>Product of elements, broadcast, in place.</summary>
    public static Tensor multiply_(Tensor left, Scalar right)
    {
        Op.multiply__Scalar.Run(left, right);
        return left;
    }

    /// <summary>Replaces NaN and the infinities; without a replacement an infinity becomes the largest finite number.</summary>
    public static Tensor nan_to_num(Tensor input, double nan = 0, double? posinf = null, double? neginf = null) =>
        input.nan_to_num(nan, posinf, neginf);

    /// <summary>Replaces NaN and the infinities; without a replacement an infinity becomes the largest finite number, in place.</summary>
    public static Tensor nan_to_num_(Tensor input, double nan = 0, double? posinf = null, double? neginf = null) =>
        input.nan_to_num_(nan, posinf, neginf);

    /// <summary>Negation.</summary>
    public static Tensor neg(Tensor input) => input.neg();

    /// <summary>Negation, in place.</summary>
    public static Tensor neg_(Tensor input) => input.neg_();

    /// <summary>Negation.</summary>
    public static Tensor negative(Tensor input) => input.negative();

    /// <summary>Negation, in place.</summary>
    public static Tensor negative_(Tensor input)
    {
        Op.negative_.Run(input);
        return input;
    }

    /// <summary>The next representable number towards the other.</summary>
    public static Tensor nextafter(Tensor input, Tensor other) => input.nextafter(other);

    /// <summary>The next representable number towards the other, in place.</summary>
    public static Tensor nextafter_(Tensor input, Tensor other) => input.nextafter_(other);

    /// <summary>The tensor itself.</summary>
    public static Tensor positive(Tensor input) => input.positive();

    /// <summary>Power.</summary>
    public static Tensor pow(Tensor left, Tensor exponent) => left.pow(exponent);

    /// <summary>Power.</summary>
    public static Tensor pow(Tensor left, Scalar exponent) => left.pow(exponent);

    /// <summary>Power, in place.</summary>
    public static Tensor pow_(Tensor left, Tensor exponent) => left.pow_(exponent);

    /// <summary>Power, in place.</summary>
    public static Tensor pow_(Tensor left, Scalar exponent) => left.pow_(exponent);

    /// <summary>Radians to degrees.</summary>
    public static Tensor rad2deg(Tensor input) => input.rad2deg();

    /// <summary>Radians to degrees, in place.</summary>
    public static Tensor rad2deg_(Tensor input) => input.rad2deg_();

    /// <summary><c>1 / x</c>.</summary>
    public static Tensor reciprocal(Tensor input) => input.reciprocal();

    /// <summary><c>1 / x</c>, in place.</summary>
    public static Tensor reciprocal_(Tensor input) => input.reciprocal_();

    /// <summary>Remainder with the sign of the divisor, as Python's <c>%</c>.</summary>
    public static Tensor remainder(Tensor left, Tensor right) => left.remainder(right);

    /// <summary>Remainder with the sign of the divisor, as Python's <c>%</c>.</summary>
    public static Tensor remainder(Tensor left, Scalar right) => left.remainder(right);

    /// <summary>Remainder with the sign of the divisor, as Python's <c>%</c>, in place.</summary>
    public static Tensor remainder_(Tensor left, Tensor right) => left.remainder_(right);

    /// <summary>Remainder with the sign of the divisor, as Python's <c>%</c>, in place.</summary>
    public static Tensor remainder_(Tensor left, Scalar right) => left.remainder_(right);

    /// <summary><c>1 / sqrt(x)</c>.</summary>
    public static Tensor rsqrt(Tensor input) => input.rsqrt();

    /// <summary><c>1 / sqrt(x)</c>, in place.</summary>
    public static Tensor rsqrt_(Tensor input) => input.rsqrt_();

    /// <summary>-1, 0 or 1.</summary>
    public static Tensor sign(Tensor input) => input.sign();

    /// <summary>-1, 0 or 1, in place.</summary>
    public static Tensor sign_(Tensor input) => input.sign_();

    /// <summary>Sign; of a complex number, the number over its magnitude.</summary>
    public static Tensor sgn(Tensor input) => input.sgn();

    /// <summary>Sign; of a complex number, the number over its magnitude, in place.</summary>
    public static Tensor sgn_(Tensor input) => input.sgn_();

    /// <summary>Is the sign bit set?</summary>
    public static Tensor signbit(Tensor input) => input.signbit();

    /// <summary>Square root.</summary>
    public static Tensor sqrt(Tensor input) => input.sqrt();

    /// <summary>Square root, in place.</summary>
    public static Tensor sqrt_(Tensor input) => input.sqrt_();

    /// <summary>Square.</summary>
    public static Tensor square(Tensor input) => input.square();

    /// <summary>Difference, broadcast.</summary>
    public static Tensor sub(Tensor left, Tensor right) => left.sub(right);

    /// <summary>Difference, broadcast.</summary>
    public static Tensor sub(Tensor left, Scalar right) => left.sub(right);

    /// <summary>Difference, broadcast, in place.</summary>
    public static Tensor sub_(Tensor left, Tensor right) => left.sub_(right);

    /// <summary>Difference, broadcast, in place.</summary>
    public static Tensor sub_(Tensor left, Scalar right) => left.sub_(right);

    /// <summary>Difference, broadcast.</summary>
    public static Tensor subtract(Tensor left, Tensor right) => left.subtract(right);

    /// <summary>Difference, broadcast.</summary>
    public static Tensor subtract(Tensor left, Scalar right) => left.subtract(right);

    /// <summary>Difference, broadcast, in place.</summary>
    public static Tensor subtract_(Tensor left, Tensor right) => left.subtract_(right);

    /// <summary>Difference, broadcast, in place.</summary>
    public static Tensor subtract_(Tensor left, Scalar right) => left.subtract_(right);

    /// <summary>Quotient of elements, never rounded.</summary>
    public static Tensor true_divide(Tensor dividend, Tensor divisor) => dividend.true_divide(divisor);

    /// <summary>Quotient of elements, never rounded, in place.</summary>
    public static Tensor true_divide_(Tensor dividend, Tensor divisor) => dividend.true_divide_(divisor);

    /// <summary>Rounds towards zero.</summary>
    public static Tensor trunc(Tensor input) => input.trunc();

    /// <summary>Rounds towards zero, in place.</summary>
    public static Tensor trunc_(Tensor input) => input.trunc_();
}
