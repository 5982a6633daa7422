using System.Runtime.CompilerServices;

namespace TorchSharp;

public static partial class torch
{
    /// <content>Arithmetic operators.</content>
    public partial class Tensor
    {
        /// <summary>Sum, elementwise.</summary>
        public static Tensor operator +(Tensor left, Tensor right) => Binary(0, left, right);
        /// <summary>Sum with a number.</summary>
        public static Tensor operator +(Tensor left, Scalar right) => Op.add_Scalar.One(left, right);
        /// <summary>Sum with a number.</summary>
        public static Tensor operator +(Tensor left, int right) => Op.add_Scalar.One(left, right);
        /// <summary>Sum with a number.</summary>
        public static Tensor operator +(Tensor left, long right) => Op.add_Scalar.One(left, right);
        /// <summary>Sum with a number.</summary>
        public static Tensor operator +(Tensor left, float right) => Op.add_Scalar.One(left, right);
        /// <summary>Sum with a number.</summary>
        public static Tensor operator +(Tensor left, double right) => Op.add_Scalar.One(left, right);
        /// <summary>Sum with a number.</summary>
        public static Tensor operator +(Scalar left, Tensor right) => Op.add_Scalar.One(right, left);
        /// <summary>Sum with a number.</summary>
        public static Tensor operator +(int left, Tensor right) => Op.add_Scalar.One(right, left);
        /// <summary>Sum with a number.</summary>
        public static Tensor operator +(long left, Tensor right) => Op.add_Scalar.One(right, left);
        /// <summary>Sum with a number.</summary>
        public static Tensor operator +(float left, Tensor right) => Op.add_Scalar.One(right, left);
        /// <summary>Sum with a number.</summary>
        public static Tensor operator +(double left, Tensor right) => Op.add_Scalar.One(right, left);

        /// <summary>Difference, elementwise.</summary>
        public static Tensor operator -(Tensor left, Tensor right) => Binary(1, left, right);
        /// <summary>Difference with a number.</summary>
        public static Tensor operator -(Tensor left, Scalar right) => Op.sub_Scalar.One(left, right);
        /// <summary>Difference with a number.</summary>
        public static Tensor operator -(Tensor left, int right) => Op.sub_Scalar.One(left, right);
        /// <summary>Difference with a number.</summary>
        public static Tensor operator -(Tensor left, long right) => Op.sub_Scalar.One(left, right);
        /// <summary>Difference with a number.</summary>
        public static Tensor operator -(Tensor left, float right) => Op.sub_Scalar.One(left, right);
        /// <summary>Difference with a number.</summary>
        public static Tensor operator -(Tensor left, double right) => Op.sub_Scalar.One(left, right);
        /// <summary>Difference with a number.</summary>
        public static Tensor operator -(Scalar left, Tensor right) => Op.rsub_Scalar.One(right, left);
        /// <summary>Difference with a number.</summary>
        public static Tensor operator -(int left, Tensor right) => Op.rsub_Scalar.One(right, left);
        /// <summary>Difference with a number.</summary>
        public static Tensor operator -(long left, Tensor right) => Op.rsub_Scalar.One(right, left);
        /// <summary>Difference with a number.</summary>
        public static Tensor operator -(float left, Tensor right) => Op.rsub_Scalar.One(right, left);
        /// <summary>Difference with a number.</summary>
        public static Tensor operator -(double left, Tensor right) => Op.rsub_Scalar.One(right, left);

        /// <summary>Product, elementwise.</summary>
        public static Tensor operator *(Tensor left, Tensor right) => Binary(2, left, right);
        /// <summary>Product with a number.</summary>
        public static Tensor operator *(Tensor left, Scalar right) => Op.mul_Scalar.One(left, right);
        /// <summary>Product with a number.</summary>
        public static Tensor operator *(Tensor left, int right) => Op.mul_Scalar.One(left, right);
        /// <summary>Product with a number.</summary>
        public static Tensor operator *(Tensor left, long right) => Op.mul_Scalar.One(left, right);
        /// <summary>Product with a number.</summary>
        public static Tensor operator *(Tensor left, float right) => Op.mul_Scalar.One(left, right);
        /// <summary>Product with a number.</summary>
        public static Tensor operator *(Tensor left, double right) => Op.mul_Scalar.One(left, right);
        /// <summary>Product with a number.</summary>
        public static Tensor operator *(Scalar left, Tensor right) => Op.mul_Scalar.One(right, left);
        /// <summary>Product with a number.</summary>
        public static Tensor operator *(int left, Tensor right) => Op.mul_Scalar.One(right, left);
        /// <summary>Product with a number.</summary>
        public static Tensor operator *(long left, Tensor right) => Op.mul_Scalar.One(right, left);
        /// <summary>Product with a number.</summary>
        public static Tensor operator *(float left, Tensor right) => Op.mul_Scalar.One(right, left);
        /// <summary>Product with a number.</summary>
        public static Tensor operator *(double left, Tensor right) => Op.mul_Scalar.One(right, left);

        /// <summary>Quotient, elementwise.</summary>
        public static Tensor operator /(Tensor left, Tensor right) => Binary(3, left, right);
        /// <summary>Quotient with a number.</summary>
        public static Tensor operator /(Tensor left, Scalar right) => Op.div_Scalar.One(left, right);
        /// <summary>Quotient with a number.</summary>
        public static Tensor operator /(Tensor left, int right) => Op.div_Scalar.One(left, right);
        /// <summary>Quotient with a number.</summary>
        public static Tensor operator /(Tensor left, long right) => Op.div_Scalar.One(left, right);
        /// <summary>Quotient with a number.</summary>
        public static Tensor operator /(Tensor left, float right) => Op.div_Scalar.One(left, right);
        /// <summary>Quotient with a number.</summary>
        public static Tensor operator /(Tensor left, double right) => Op.div_Scalar.One(left, right);
        /// <summary>Quotient with a number.</summary>
        public static Tensor operator /(Scalar left, Tensor right) => Quotient(left, right);
        /// <summary>Quotient with a number.</summary>
        public static Tensor operator /(int left, Tensor right) => Quotient(left, right);
        /// <summary>Quotient with a number.</summary>
        public static Tensor operator /(long left, Tensor right) => Quotient(left, right);
        /// <summary>Quotient with a number.</summary>
        public static Tensor operator /(float left, Tensor right) => Quotient(left, right);
        /// <summary>Quotient with a number.</summary>
        public static Tensor operator /(double left, Tensor right) => Quotient(left, right);

        /// <summary>Remainder, with the sign of the divisor, elementwise.</summary>
        public static Tensor operator %(Tensor left, Tensor right) => left.remainder(right);
        /// <summary>Remainder, with the sign of the divisor with a number.</summary>
        public static Tensor operator %(Tensor left, Scalar right) => Op.remainder_Scalar.One(left, right);
        /// <summary>Remainder, with the sign of the divisor with a number.</summary>
        public static Tensor operator %(Tensor left, int right) => Op.remainder_Scalar.One(left, right);
        /// <summary>Remainder, with the sign of the divisor with a number.</summary>
        public static Tensor operator %(Tensor left, long right) => Op.remainder_Scalar.One(left, right);
        /// <summary>Remainder, with the sign of the divisor with a number.</summary>
        public static Tensor operator %(Tensor left, float right) => Op.remainder_Scalar.One(left, right);
        /// <summary>Remainder, with the sign of the divisor with a number.</summary>
        public static Tensor operator %(Tensor left, double right) => Op.remainder_Scalar.One(left, right);

        /// <summary>Negation.</summary>
        public static Tensor operator -(Tensor tensor) => tensor.neg();

        /// <summary>Bitwise (of truth values: logical) and.</summary>
        public static Tensor operator &(Tensor left, Tensor right) => left.bitwise_and(right);
        /// <summary>Bitwise (of truth values: logical) or.</summary>
        public static Tensor operator |(Tensor left, Tensor right) => left.bitwise_or(right);
        /// <summary>Bitwise (of truth values: logical) exclusive or.</summary>
        public static Tensor operator ^(Tensor left, Tensor right) => left.bitwise_xor(right);
        /// <summary>Bitwise (of truth values: logical) complement.</summary>
        public static Tensor operator ~(Tensor left) => left.bitwise_not();

        /// <summary>Equal? Elementwise.</summary>
        public static Tensor operator ==(Tensor left, Tensor right) => left.eq(right);
        /// <summary>Equal? Elementwise.</summary>
        public static Tensor operator ==(Tensor left, Scalar right) => left.eq(right);
        /// <summary>Equal? Elementwise.</summary>
        public static Tensor operator ==(Scalar left, Tensor right) => right.eq(left);
        /// <summary>Different? Elementwise.</summary>
        public static Tensor operator !=(Tensor left, Tensor right) => left.ne(right);
        /// <summary>Different? Elementwise.</summary>
        public static Tensor operator !=(Tensor left, Scalar right) => left.ne(right);
        /// <summary>Different? Elementwise.</summary>
        public static Tensor operator !=(Scalar left, Tensor right) => right.ne(left);
        /// <summary>Less? Elementwise.</summary>
        public static Tensor operator <(Tensor left, Tensor right) => left.lt(right);
        /// <summary>Less? Elementwise.</summary>
        public static Tensor operator <(Tensor left, Scalar right) => left.lt(right);
        /// <summary>Less? Elementwise.</summary>
        public static Tensor operator <(Scalar left, Tensor right) => right.gt(left);
        /// <summary>Less or equal? Elementwise.</summary>
        public static Tensor operator <=(Tensor left, Tensor right) => left.le(right);
        /// <summary>Less or equal? Elementwise.</summary>
        public static Tensor operator <=(Tensor left, Scalar right) => left.le(right);
        /// <summary>Less or equal? Elementwise.</summary>
        public static Tensor operator <=(Scalar left, Tensor right) => right.ge(left);
        /// <summary>Greater? Elementwise.</summary>
        public static Tensor operator >(Tensor left, Tensor right) => left.gt(right);
        /// <summary>Greater? Elementwise.</summary>
        public static Tensor operator >(Tensor left, Scalar right) => left.gt(right);
        /// <summary>Greater? Elementwise.</summary>
        public static Tensor operator >(Scalar left, Tensor right) => right.lt(left);
        /// <summary>Greater or equal? Elementwise.</summary>
        public static Tensor operator >=(Tensor left, Tensor right) => left.ge(right);
        /// <summary>Greater or equal? Elementwise.</summary>
        public static Tensor operator >=(Tensor left, Scalar right) => left.ge(right);
        /// <summary>Greater or equal? Elementwise.</summary>
        public static Tensor operator >=(Scalar left, Tensor right) => right.le(left);

        // The operators that tight loops are made of cross without boxing.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static unsafe Tensor Binary(int which, Tensor left, Tensor right)
        {
            ArgumentNullException.ThrowIfNull(left);
            ArgumentNullException.ThrowIfNull(right);
            Guard.Enter();
            nint result;
            Guard.Check(NativeMethods.wt_binary(which, left.Handle, right.Handle, &result));
            GC.KeepAlive(left);
            GC.KeepAlive(right);
            return new Tensor(result);
        }

        private static Tensor Quotient(Scalar left, Tensor right)
        {
            using var inverse = right.reciprocal();
            return inverse.mul(left);
        }
    }
}
