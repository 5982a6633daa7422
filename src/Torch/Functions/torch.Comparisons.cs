namespace TorchSharp;

public static partial class torch
{
    /// <summary>Equal? Elementwise, broadcast.</summary>
    public static Tensor eq(Tensor left, Tensor right) => left.eq(right);

    /// <summary>Greater or equal? Elementwise, broadcast.</summary>
    public static Tensor ge(Tensor left, Tensor right) => left.ge(right);

    /// <summary>Greater or equal? Elementwise, broadcast.</summary>
    public static Tensor greater_equal(Tensor tensor, Tensor target) => tensor.greater_equal(target);

    /// <summary>Greater? Elementwise, broadcast.</summary>
    public static Tensor gt(Tensor left, Tensor right) => left.gt(right);

    /// <summary>Greater? Elementwise, broadcast.</summary>
    public static Tensor greater(Tensor tensor, Tensor target) => tensor.greater(target);

    /// <summary>Equal within <c>atol + rtol * |other|</c>? Elementwise.</summary>
    public static Tensor isclose(Tensor tensor, Tensor other, double rtol = 1E-05, double atol = 1E-08, bool nanEqual = false) =>
        tensor.isclose(other, rtol, atol, nanEqual);

    /// <summary>Neither infinite nor NaN?</summary>
    public static Tensor isfinite(Tensor tensor) => tensor.isfinite();

    /// <summary>Among the test elements?</summary>
    public static Tensor isin(Tensor tensor, Tensor test_elements, bool assumeUnique = false, bool invert = false) =>
        tensor.isin(test_elements, assumeUnique, invert);

    /// <summary>Infinite?</summary>
    public static Tensor isinf(Tensor tensor) => tensor.isinf();

    /// <summary>Positive infinity?</summary>
    public static Tensor isposinf(Tensor tensor) => tensor.isposinf();

    /// <summary>Negative infinity?</summary>
    public static Tensor isneginf(Tensor tensor) => tensor.isneginf();

    /// <summary>NaN?</summary>
    public static Tensor isnan(Tensor input) => input.isnan();

    /// <summary>Without an imaginary part?</summary>
    public static Tensor isreal(Tensor tensor) => tensor.isreal();

    /// <summary>Less or equal? Elementwise, broadcast.</summary>
    public static Tensor le(Tensor left, Tensor right) => left.le(right);

    /// <summary>Less or equal? Elementwise, broadcast.</summary>
    public static Tensor less_equal(Tensor tensor, Tensor target) => tensor.less_equal(target);

    /// <summary>Less? Elementwise, broadcast.</summary>
    public static Tensor lt(Tensor left, Tensor right) => left.lt(right);

    /// <summary>Less? Elementwise, broadcast.</summary>
    public static Tensor less(Tensor tensor, Tensor target) => tensor.less(target);

    /// <summary>The greater of two, elementwise; NaN wins.</summary>
    public static Tensor maximum(Tensor input, Tensor other) => input.maximum(other);

    /// <summary>The lesser of two, elementwise; NaN wins.</summary>
    public static Tensor minimum(Tensor input, Tensor other) => input.minimum(other);

    /// <summary>The greater of two, elementwise; NaN loses.</summary>
    public static Tensor fmax(Tensor input, Tensor other) => input.fmax(other);

    /// <summary>The lesser of two, elementwise; NaN loses.</summary>
    public static Tensor fmin(Tensor input, Tensor other) => input.fmin(other);

    /// <summary>Different? Elementwise, broadcast.</summary>
    public static Tensor ne(Tensor left, Tensor right) => left.ne(right);

    /// <summary>Different? Elementwise, broadcast.</summary>
    public static Tensor not_equal(Tensor tensor, Tensor target) => tensor.not_equal(target);

    /// <summary>Bitwise complement.</summary>
    public static Tensor bitwise_not(Tensor input) => input.bitwise_not();

    /// <summary>Bitwise complement, in place.</summary>
    public static Tensor bitwise_not_(Tensor input) => input.bitwise_not_();

    /// <summary>Bitwise and.</summary>
    public static Tensor bitwise_and(Tensor left, Tensor right) => left.bitwise_and(right);

    /// <summary>Bitwise and, in place.</summary>
    public static Tensor bitwise_and_(Tensor left, Tensor right) => left.bitwise_and_(right);

    /// <summary>Bitwise or.</summary>
    public static Tensor bitwise_or(Tensor left, Tensor right) => left.bitwise_or(right);

    /// <summary>Bitwise or, in place.</summary>
    public static Tensor bitwise_or_(Tensor left, Tensor right) => left.bitwise_or_(right);

    /// <summary>Bitwise exclusive or.</summary>
    public static Tensor bitwise_xor(Tensor left, Tensor right) => left.bitwise_xor(right);

    /// <summary>Bitwise exclusive or, in place.</summary>
    public static Tensor bitwise_xor_(Tensor left, Tensor right) => left.bitwise_xor_(right);

    /// <summary>Bits shifted to the left.</summary>
    public static Tensor bitwise_left_shift(Tensor left, Tensor right) => left.bitwise_left_shift(right);

    /// <summary>Bits shifted to the left, in place.</summary>
    public static Tensor bitwise_left_shift_(Tensor left, Tensor right) => left.bitwise_left_shift_(right);

    /// <summary>Bits shifted to the right.</summary>
    public static Tensor bitwise_right_shift(Tensor left, Tensor right) => left.bitwise_right_shift(right);

    /// <summary>Bits shifted to the right, in place.</summary>
    public static Tensor bitwise_right_shift_(Tensor left, Tensor right) => left.bitwise_right_shift_(right);

    /// <summary>Both different from zero?</summary>
    public static Tensor logical_and(Tensor left, Tensor right) => left.logical_and(right);

    /// <summary>Both different from zero, in place?</summary>
    public static Tensor logical_and_(Tensor left, Tensor right) => left.logical_and_(right);

    /// <summary>Zero?</summary>
    public static Tensor logical_not(Tensor input) => input.logical_not();

    /// <summary>One of them different from zero?</summary>
    public static Tensor logical_or(Tensor left, Tensor right) => left.logical_or(right);

    /// <summary>One of them different from zero, in place?</summary>
    public static Tensor logical_or_(Tensor left, Tensor right) => left.logical_or_(right);

    /// <summary>Exactly one different from zero?</summary>
    public static Tensor logical_xor(Tensor left, Tensor right) => left.logical_xor(right);

    /// <summary>Exactly one different from zero, in place?</summary>
    public static Tensor logical_xor_(Tensor left, Tensor right) => left.logical_xor_(right);
}
