using TorchSharp;
using static TorchSharp.torch;
using static Torch.Tests.Oracle.Input;

namespace Torch.Tests.Oracle;

public static partial class OperatorTable
{
    private static void Binary()
    {
        Two("a + b", (x, y) => x + y, Real(3, 4), Positive(4));
        One("a + 2", x => x + 2, Real(3, 4));
        One("2.5 + a", x => 2.5 + x, Positive(3, 4));
        Two("a - b", (x, y) => x - y, Real(3, 4), Positive(4));
        One("a - 2", x => x - 2, Real(3, 4));
        One("2.5 - a", x => 2.5 - x, Positive(3, 4));
        Two("a * b", (x, y) => x * y, Real(3, 4), Positive(4));
        One("a * 2", x => x * 2, Real(3, 4));
        One("2.5 * a", x => 2.5 * x, Positive(3, 4));
        Two("a / b", (x, y) => x / y, Real(3, 4), Positive(4));
        One("a / 2", x => x / 2, Real(3, 4));
        One("2.5 / a", x => 2.5 / x, Positive(3, 4));
        One("-a", x => -x, Real(3, 4));
        Two("a % b", (x, y) => x % y, Real(3, 4), Positive(4));
        One("a % 0.7", x => x % 0.7, Real(3, 4));
        Two("torch.add(a, b, alpha=0.3)", (x, y) => x.add(y, 0.3), Real(3, 4), Real(4));
        Two("torch.pow(a, b)", (x, y) => x.pow(y), Positive(3, 4), Real(4));
        One("a.pow(3)", x => x.pow(3), Real(3, 4));
        One("a.pow(0.5)", x => x.pow(0.5), Positive(3, 4));
        Two("torch.atan2(a, b)", (x, y) => x.atan2(y), Real(3, 4), Positive(4));
        Two("torch.hypot(a, b)", (x, y) => x.hypot(y), Real(3, 4), Real(4));
        Two("torch.copysign(a, b)", (x, y) => x.copysign(y), Real(3, 4), Real(4));
        Two("torch.fmod(a, b)", (x, y) => x.fmod(y), Real(3, 4), Positive(4));
        Two("torch.remainder(a, b)", (x, y) => x.remainder(y), Real(3, 4), Positive(4));
        Two("torch.maximum(a, b)", (x, y) => x.maximum(y), Real(3, 4), Real(4));
        Two("torch.minimum(a, b)", (x, y) => x.minimum(y), Real(3, 4), Real(4));
        Two("torch.fmax(a, b)", (x, y) => x.fmax(y), Real(3, 4), Real(4));
        Two("torch.fmin(a, b)", (x, y) => x.fmin(y), Real(3, 4), Real(4));
        Two("torch.logaddexp(a, b)", (x, y) => x.logaddexp(y), Real(3, 4), Real(4));
        Two("torch.logaddexp2(a, b)", (x, y) => x.logaddexp2(y), Real(3, 4), Real(4));
        Two("torch.xlogy(a, b)", (x, y) => x.xlogy(y), Real(3, 4), Positive(4));
        Two("torch.floor_divide(a.detach(), b.detach())", (x, y) => x.detach().floor_divide(y.detach()), Real(3, 4), Positive(4));
        Two("torch.heaviside(a.detach(), b.detach())", (x, y) => x.detach().heaviside(y.detach()), Real(3, 4), Real(4));
        Two("torch.nextafter(a.detach(), b.detach())", (x, y) => x.detach().nextafter(y.detach()), Real(3, 4), Real(4));
        Two("torch.float_power(a, b)", (x, y) => x.float_power(y), Positive(3, 4), Positive(4));
        Two("torch.div(a, b, rounding_mode='floor')", (x, y) => x.div(y, RoundingMode.floor), Real(3, 4), Positive(4));
        Two("torch.div(a, b, rounding_mode='trunc')", (x, y) => x.div(y, RoundingMode.trunc), Real(3, 4), Positive(4));
        Two("torch.igamma(a.detach(), b)", (x, y) => x.detach().igamma(y), Positive(3, 4), Positive(4));
        Two("torch.igammac(a.detach(), b)", (x, y) => x.detach().igammac(y), Positive(3, 4), Positive(4));
        Add("torch.lerp(a, b, c)", t => [t[0].lerp(t[1], t[2])], Real(3, 4), Real(3, 4), Unit(3, 4));
        Add("torch.addcmul(a, b, c, value=0.5)", t => [t[0].addcmul(t[1], t[2], 0.5)], Real(3, 4), Real(3, 4), Unit(4));
        Add("torch.addcdiv(a, b, c, value=0.5)", t => [t[0].addcdiv(t[1], t[2], 0.5)], Real(3, 4), Real(3, 4), Positive(4));
        Two("torch.gcd(a, b)", (x, y) => x.gcd(y), Integer(13, 3, 4), Integer(9, 4));
        Two("torch.lcm(a, b)", (x, y) => x.lcm(y), Integer(13, 3, 4), Integer(9, 4));
        Two("torch.bitwise_and(a, b)", (x, y) => x.bitwise_and(y), Integer(13, 3, 4), Integer(9, 4));
        Two("torch.bitwise_or(a, b)", (x, y) => x.bitwise_or(y), Integer(13, 3, 4), Integer(9, 4));
        Two("torch.bitwise_xor(a, b)", (x, y) => x.bitwise_xor(y), Integer(13, 3, 4), Integer(9, 4));
        Two("torch.bitwise_left_shift(a, b)", (x, y) => x.bitwise_left_shift(y), Integer(13, 3, 4), Integer(3, 4));
        Two("torch.bitwise_right_shift(a, b)", (x, y) => x.bitwise_right_shift(y), Integer(13, 3, 4), Integer(3, 4));
        One("torch.bitwise_not(a)", x => x.bitwise_not(), Integer(13, 3, 4));
        Two("torch.ldexp(a, b)", (x, y) => x.ldexp(y), Real(3, 4), Integer(4, 4));
        Two("torch.logical_and(a, b)", (x, y) => x.logical_and(y), Truth(3, 4), Truth(4));
        Two("torch.logical_or(a, b)", (x, y) => x.logical_or(y), Truth(3, 4), Truth(4));
        Two("torch.logical_xor(a, b)", (x, y) => x.logical_xor(y), Truth(3, 4), Truth(4));
        Two("a & b", (x, y) => x & y, Truth(3, 4), Truth(4));
        Two("a | b", (x, y) => x | y, Truth(3, 4), Truth(4));
        Two("a ^ b", (x, y) => x ^ y, Truth(3, 4), Truth(4));
        One("~a", x => ~x, Truth(3, 4));
        One("7 // a.detach() if False else torch.div(7, a)", x => 7 / x, Positive(3));
        Two("torch.complex(a, b)", (x, y) => complex(x, y), Real(3), Real(3));
        Two("torch.polar(a, b)", (x, y) => polar(x, y), Positive(3), Real(3));
        Two("torch.complex(a, b).abs()", (x, y) => complex(x, y).abs(), Real(3), Real(3));
        Two("torch.complex(a, b).angle()", (x, y) => complex(x, y).angle(), Real(3), Real(3));
        Two("torch.complex(a, b).conj() * 2", (x, y) => complex(x, y).conj() * 2, Real(3), Real(3));
    }
}
