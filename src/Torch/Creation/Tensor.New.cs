namespace TorchSharp;

public static partial class torch
{
    /// <content>New tensors after the pattern of this one.</content>
    public partial class Tensor
    {
        /// <summary>Uninitialised memory, of this tensor's type and on its device unless others are given.</summary>
        public Tensor new_empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.empty(size, dtype ?? this.dtype, device ?? this.device, requires_grad);

        /// <summary>Uninitialised memory, of this tensor's type and on its device unless others are given.</summary>
        public Tensor new_empty(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.empty(size.ToArray(), dtype ?? this.dtype, device ?? this.device, requires_grad);

        /// <summary>Uninitialised memory, of this tensor's type and on its device unless others are given.</summary>
        public Tensor new_empty(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.empty(new[] { size }, dtype ?? this.dtype, device ?? this.device, requires_grad);

        /// <summary>Uninitialised memory, of this tensor's type and on its device unless others are given.</summary>
        public Tensor new_empty(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.empty(new[] { rows, columns }, dtype ?? this.dtype, device ?? this.device, requires_grad);

        /// <summary>Uninitialised memory, of this tensor's type and on its device unless others are given.</summary>
        public Tensor new_empty(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.empty(new[] { dim0, dim1, dim2 }, dtype ?? this.dtype, device ?? this.device, requires_grad);

        /// <summary>Uninitialised memory, of this tensor's type and on its device unless others are given.</summary>
        public Tensor new_empty(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.empty(new[] { dim0, dim1, dim2, dim3 }, dtype ?? this.dtype, device ?? this.device, requires_grad);

        /// <summary>Uninitialised memory, of this tensor's type and on its device.</summary>
        public Tensor empty(params long[] sizes) => torch.empty(sizes, dtype, device);

        /// <summary>Zeros, of this tensor's type and on its device unless others are given.</summary>
        public Tensor new_zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.zeros(size, dtype ?? this.dtype, device ?? this.device, requires_grad);

        /// <summary>Zeros, of this tensor's type and on its device unless others are given.</summary>
        public Tensor new_zeros(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.zeros(size.ToArray(), dtype ?? this.dtype, device ?? this.device, requires_grad);

        /// <summary>Zeros, of this tensor's type and on its device unless others are given.</summary>
        public Tensor new_zeros(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.zeros(new[] { size }, dtype ?? this.dtype, device ?? this.device, requires_grad);

        /// <summary>Zeros, of this tensor's type and on its device unless others are given.</summary>
        public Tensor new_zeros(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.zeros(new[] { rows, columns }, dtype ?? this.dtype, device ?? this.device, requires_grad);

        /// <summary>Zeros, of this tensor's type and on its device unless others are given.</summary>
        public Tensor new_zeros(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.zeros(new[] { dim0, dim1, dim2 }, dtype ?? this.dtype, device ?? this.device, requires_grad);

        /// <summary>Zeros, of this tensor's type and on its device unless others are given.</summary>
        public Tensor new_zeros(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.zeros(new[] { dim0, dim1, dim2, dim3 }, dtype ?? this.dtype, device ?? this.device, requires_grad);

        /// <summary>Zeros, of this tensor's type and on its device.</summary>
        public Tensor zeros(params long[] sizes) => torch.zeros(sizes, dtype, device);

        /// <summary>Ones, of this tensor's type and on its device unless others are given.</summary>
        public Tensor new_ones(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.ones(new[] { size }, dtype ?? this.dtype, device ?? this.device, requires_grad);

        /// <summary>Ones, of this tensor's type and on its device unless others are given.</summary>
        public Tensor new_ones(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.ones(new[] { rows, columns }, dtype ?? this.dtype, device ?? this.device, requires_grad);

        /// <summary>Ones, of this tensor's type and on its device unless others are given.</summary>
        public Tensor new_ones(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.ones(new[] { dim0, dim1, dim2 }, dtype ?? this.dtype, device ?? this.device, requires_grad);

        /// <summary>Ones, of this tensor's type and on its device unless others are given.</summary>
        public Tensor new_ones(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.ones(new[] { dim0, dim1, dim2, dim3 }, dtype ?? this.dtype, device ?? this.device, requires_grad);

        /// <summary>Ones, of this tensor's type and on its device.</summary>
        public Tensor ones(params long[] sizes) => torch.ones(sizes, dtype, device);

        /// <summary>One value everywhere, of this tensor's type and on its device unless others are given.</summary>
        public Tensor new_full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.full(size, value, dtype ?? this.dtype, device ?? this.device, requires_grad);

        /// <summary>One value everywhere, of this tensor's type and on its device unless others are given.</summary>
        public Tensor new_full(ReadOnlySpan<long> size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.full(size.ToArray(), value, dtype ?? this.dtype, device ?? this.device, requires_grad);

        /// <summary>One value everywhere, of this tensor's type and on its device unless others are given.</summary>
        public Tensor new_full(long size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.full(new[] { size }, value, dtype ?? this.dtype, device ?? this.device, requires_grad);

        /// <summary>One value everywhere, of this tensor's type and on its device unless others are given.</summary>
        public Tensor new_full(long rows, long columns, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.full(new[] { rows, columns }, value, dtype ?? this.dtype, device ?? this.device, requires_grad);

        /// <summary>One value everywhere, of this tensor's type and on its device unless others are given.</summary>
        public Tensor new_full(long dim0, long dim1, long dim2, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.full(new[] { dim0, dim1, dim2 }, value, dtype ?? this.dtype, device ?? this.device, requires_grad);

        /// <summary>One value everywhere, of this tensor's type and on its device unless others are given.</summary>
        public Tensor new_full(long dim0, long dim1, long dim2, long dim3, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.full(new[] { dim0, dim1, dim2, dim3 }, value, dtype ?? this.dtype, device ?? this.device, requires_grad);

        /// <summary>One value everywhere, of this tensor's type and on its device.</summary>
        public Tensor full(long[] sizes, Scalar value) => torch.full(sizes, value, dtype, device);

        /// <summary>One value everywhere, of this tensor's type and on its device.</summary>
        public Tensor full(ReadOnlySpan<long> sizes, Scalar value) => torch.full(sizes.ToArray(), value, dtype, device);
    }
}
