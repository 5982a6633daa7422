namespace TorchSharp;

public static partial class torch
{
    /// <content>Tensors in the shape of this one.</content>
    public partial class Tensor
    {
        /// <summary>Zeros in the shape of a tensor.</summary>
        public Tensor zeros_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Op.zeros_like.One(this, dtype ?? this.dtype, Argument.None, InitializeDevice(device ?? this.device), Argument.None), requires_grad, null);

        /// <summary>Ones in the shape of a tensor.</summary>
        public Tensor ones_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Op.ones_like.One(this, dtype ?? this.dtype, Argument.None, InitializeDevice(device ?? this.device), Argument.None), requires_grad, null);

        /// <summary>Uninitialised memory in the shape of a tensor.</summary>
        public Tensor empty_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Op.empty_like.One(this, dtype ?? this.dtype, Argument.None, InitializeDevice(device ?? this.device), Argument.None), requires_grad, null);

        /// <summary>One value everywhere in the shape of a tensor.</summary>
        public Tensor full_like(Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Op.full_like.One(this, value, dtype ?? this.dtype, Argument.None, InitializeDevice(device ?? this.device), Argument.None), requires_grad, null);

        /// <summary>Uniform numbers in [0, 1) in the shape of a tensor.</summary>
        public Tensor rand_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Op.rand_like.One(this, dtype ?? this.dtype, Argument.None, InitializeDevice(device ?? this.device), Argument.None), requires_grad, null);

        /// <summary>Standard normal numbers in the shape of a tensor.</summary>
        public Tensor randn_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Op.randn_like.One(this, dtype ?? this.dtype, Argument.None, InitializeDevice(device ?? this.device), Argument.None), requires_grad, null);

        /// <summary>Whole numbers in [low, high) in the shape of a tensor.</summary>
        public Tensor randint_like(long low, long high, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(Op.randint_like_low_dtype.One(this, low, high, dtype ?? this.dtype, Argument.None, InitializeDevice(device ?? this.device), Argument.None), requires_grad, null);
    }
}
