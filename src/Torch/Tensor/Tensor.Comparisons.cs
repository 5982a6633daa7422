namespace TorchSharp;

public static partial class torch
{
    /// <content>Comparisons, logic and bits.</content>
    public partial class Tensor
    {
        /// <summary>Equal within <c>atol + rtol * |other|</c>? Elementwise.</summary>
        public Tensor isclose(Tensor other, double rtol = 1E-05, double atol = 1E-08, bool nanEqual = false) =>
            Op.isclose.One(this, other, rtol, atol, nanEqual);

        /// <summary>Among the test elements?</summary>
        public Tensor isin(Tensor test_elements, bool assumeUnique = false, bool invert = false) =>
            Op.isin_Tensor_Tensor.One(this, test_elements, assumeUnique, invert);

        /// <summary>Infinite?</summary>
        public Tensor isinf() => Op.isinf.One(this);

        /// <summary>Neither infinite nor NaN?</summary>
        public Tensor isfinite() => Op.isfinite.One(this);

        /// <summary>Positive infinity?</summary>
        public Tensor isposinf() => Op.isposinf.One(this);

        /// <summary>Negative infinity?</summary>
        public Tensor isneginf() => Op.isneginf.One(this);

        /// <summary>NaN?</summary>
        public Tensor isnan() => Op.isnan.One(this);

        /// <summary>Without an imaginary part?</summary>
        public Tensor isreal() => Op.isreal.One(this);

        /// <summary>Equal? Elementwise, broadcast.</summary>
        public Tensor eq(Tensor target) => Op.eq_Tensor.One(this, target);

        /// <summary>Equal? Elementwise, broadcast.</summary>
        public Tensor eq(Scalar target) => Op.eq_Scalar.One(this, target);

        /// <summary>Equal? Elementwise, broadcast, in place.</summary>
        public Tensor eq_(Tensor target)
        {
            Op.eq__Tensor.Run(this, target);
            return this;
        }

        /// <summary>Equal? Elementwise, broadcast, in place.</summary>
        public Tensor eq_(Scalar target)
        {
            Op.eq__Scalar.Run(this, target);
            return this;
        }

        /// <summary>Greater or equal? Elementwise, broadcast.</summary>
        public Tensor ge(Tensor target) => Op.ge_Tensor.One(this, target);

        /// <summary>Greater or equal? Elementwise, broadcast.</summary>
        public Tensor ge(Scalar target) => Op.ge_Scalar.One(this, target);

        /// <summary>Greater or equal? Elementwise, broadcast.</summary>
        public Tensor greater_equal(Tensor target) => Op.greater_equal_Tensor.One(this, target);

        /// <summary>Greater or equal? Elementwise, broadcast, in place.</summary>
        public Tensor ge_(Tensor target)
        {
            Op.ge__Tensor.Run(this, target);
            return this;
        }

        /// <summary>Greater or equal? Elementwise, broadcast, in place.</summary>
        public Tensor ge_(Scalar target)
        {
            Op.ge__Scalar.Run(this, target);
            return this;
        }

        /// <summary>Greater? Elementwise, broadcast.</summary>
        public Tensor gt(Tensor target) => Op.gt_Tensor.One(this, target);

        /// <summary>Greater? Elementwise, broadcast.</summary>
        public Tensor gt(Scalar target) => Op.gt_Scalar.One(this, target);

        /// <summary>Greater? Elementwise, broadcast.</summary>
        public Tensor greater(Tensor target) => Op.greater_Tensor.One(this, target);

        /// <summary>Greater? Elementwise, broadcast, in place.</summary>
        public Tensor gt_(Tensor target)
        {
            Op.gt__Tensor.Run(this, target);
            return this;
        }

        /// <summary>Greater? Elementwise, broadcast, in place.</summary>
        public Tensor gt_(Scalar target)
        {
            Op.gt__Scalar.Run(this, target);
            return this;
        }

        /// <summary>Less or equal? Elementwise, broadcast.</summary>
        public Tensor le(Tensor target) => Op.le_Tensor.One(this, target);

        /// <summary>Less or equal? Elementwise, broadcast.</summary>
        public Tensor le(Scalar target) => Op.le_Scalar.One(this, target);

        /// <summary>Less or equal? Elementwise, broadcast.</summary>
        public Tensor less_equal(Tensor target) => Op.less_equal_Tensor.One(this, target);

        /// <summary>Less or equal? Elementwise, broadcast, in place.</summary>
        public Tensor le_(Tensor target)
        {
            Op.le__Tensor.Run(this, target);
            return this;
        }

        /// <summary>Less or equal? Elementwise, broadcast, in place.</summary>
        public Tensor le_(Scalar target)
        {
            Op.le__Scalar.Run(this, target);
            return this;
        }

        /// <summary>Less or equal? Elementwise, broadcast, in place.</summary>
        public Tensor less_equal_(Tensor target)
        {
            Op.less_equal__Tensor.Run(this, target);
            return this;
        }

        /// <summary>Less? Elementwise, broadcast.</summary>
        public Tensor lt(Tensor target) => Op.lt_Tensor.One(this, target);

        /// <summary>Less? Elementwise, broadcast.</summary>
        public Tensor lt(Scalar target) => Op.lt_Scalar.One(this, target);

        /// <summary>Less? Elementwise, broadcast.</summary>
        public Tensor less(Tensor target) => Op.less_Tensor.One(this, target);

        /// <summary>Less? Elementwise, broadcast, in place.</summary>
        public Tensor lt_(Tensor target)
        {
            Op.lt__Tensor.Run(this, target);
            return this;
        }

        /// <summary>Less? Elementwise, broadcast, in place.</summary>
        public Tensor lt_(Scalar target)
        {
            Op.lt__Scalar.Run(this, target);
            return this;
        }

        /// <summary>The greater of two, elementwise; NaN wins.</summary>
        public Tensor maximum(Tensor other) => Op.maximum.One(this, other);

        /// <summary>The lesser of two, elementwise; NaN wins.</summary>
        public Tensor minimum(Tensor other) => Op.minimum.One(this, other);

        /// <summary>Different? Elementwise, broadcast.</summary>
        public Tensor ne(Tensor target) => Op.ne_Tensor.One(this, target);

        /// <summary>Different? Elementwise, broadcast.</summary>
        public Tensor ne(Scalar target) => Op.ne_Scalar.One(this, target);

        /// <summary>Different? Elementwise, broadcast.</summary>
        public Tensor not_equal(Tensor target) => Op.not_equal_Tensor.One(this, target);

        /// <summary>Different? Elementwise, broadcast, in place.</summary>
        public Tensor ne_(Tensor target)
        {
            Op.ne__Tensor.Run(this, target);
            return this;
        }

        /// <summary>Different? Elementwise, broadcast, in place.</summary>
        public Tensor ne_(Scalar target)
        {
            Op.ne__Scalar.Run(this, target);
            return this;
        }

        /// <summary>Different? Elementwise, broadcast, in place.</summary>
        public Tensor not_equal_(Tensor target)
        {
            Op.not_equal__Tensor.Run(this, target);
            return this;
        }

        /// <summary>The greater of two, elementwise; NaN loses.</summary>
        public Tensor fmax(Tensor other) => Op.fmax.One(this, other);

        /// <summary>The lesser of two, elementwise; NaN loses.</summary>
        public Tensor fmin(Tensor other) => Op.fmin.One(this, other);

        /// <summary>Bitwise and.</summary>
        public Tensor bitwise_and(Tensor other) => Op.bitwise_and_Tensor.One(this, other);

        /// <summary>Bitwise and, in place.</summary>
        public Tensor bitwise_and_(Tensor other)
        {
            Op.bitwise_and__Tensor.Run(this, other);
            return this;
        }

        /// <summary>Bitwise complement.</summary>
        public Tensor bitwise_not() => Op.bitwise_not.One(this);

        /// <summary>Bitwise complement, in place.</summary>
        public Tensor bitwise_not_()
        {
            Op.bitwise_not_.Run(this);
            return this;
        }

        /// <summary>Bitwise or.</summary>
        public Tensor bitwise_or(Tensor other) => Op.bitwise_or_Tensor.One(this, other);

        /// <summary>Bitwise or, in place.</summary>
        public Tensor bitwise_or_(Tensor other)
        {
            Op.bitwise_or__Tensor.Run(this, other);
            return this;
        }

        /// <summary>Bitwise exclusive or.</summary>
        public Tensor bitwise_xor(Tensor other) => Op.bitwise_xor_Tensor.One(this, other);

        /// <summary>Bitwise exclusive or, in place.</summary>
        public Tensor bitwise_xor_(Tensor other)
        {
            Op.bitwise_xor__Tensor.Run(this, other);
            return this;
        }

        /// <summary>Bits shifted to the left.</summary>
        public Tensor bitwise_left_shift(Tensor other) => Op.bitwise_left_shift_Tensor.One(this, other);

        /// <summary>Bits shifted to the left, in place.</summary>
        public Tensor bitwise_left_shift_(Tensor other)
        {
            Op.bitwise_left_shift__Tensor.Run(this, other);
            return this;
        }

        /// <summary>Bits shifted to the right.</summary>
        public Tensor bitwise_right_shift(Tensor other) => Op.bitwise_right_shift_Tensor.One(this, other);

        /// <summary>Bits shifted to the right, in place.</summary>
        public Tensor bitwise_right_shift_(Tensor other)
        {
            Op.bitwise_right_shift__Tensor.Run(this, other);
            return this;
        }

        /// <summary>Both different from zero?</summary>
        public Tensor logical_and(Tensor other) => Op.logical_and.One(this, other);

        /// <summary>Both different from zero, in place?</summary>
        public Tensor logical_and_(Tensor other)
        {
            Op.logical_and_.Run(this, other);
            return this;
        }

        /// <summary>Zero?</summary>
        public Tensor logical_not() => Op.logical_not.One(this);

        /// <summary>Zero, in place?</summary>
        public Tensor logical_not_()
        {
            Op.logical_not_.Run(this);
            return this;
        }

        /// <summary>One of them different from zero?</summary>
        public Tensor logical_or(Tensor other) => Op.logical_or.One(this, other);

        /// <summary>One of them different from zero, in place?</summary>
        public Tensor logical_or_(Tensor other)
        {
            Op.logical_or_.Run(this, other);
            return this;
        }

        /// <summary>Exactly one different from zero?</summary>
        public Tensor logical_xor(Tensor other) => Op.logical_xor.One(this, other);

        /// <summary>Exactly one different from zero, in place?</summary>
        public Tensor logical_xor_(Tensor other)
        {
            Op.logical_xor_.Run(this, other);
            return this;
        }
    }
}
