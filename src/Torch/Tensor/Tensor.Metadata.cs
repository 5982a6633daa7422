namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Number of dimensions.</summary>
        public long Dimensions
        {
            get
            {
                var dimensions = NativeMethods.wt_tensor_dim(Handle);
                GC.KeepAlive(this);
                return dimensions;
            }
        }

        /// <summary>Number of dimensions.</summary>
        public long ndim => Dimensions;

        /// <summary>Number of dimensions.</summary>
        public long dim() => Dimensions;

        /// <summary>Number of elements.</summary>
        public long NumberOfElements => Info.Elements;

        /// <summary>Number of elements.</summary>
        public long numel() => NumberOfElements;

        /// <summary>Bytes an element takes.</summary>
        public long ElementSize => Info.ElementSize;

        /// <summary>Bytes an element takes.</summary>
        public long element_size() => ElementSize;

        /// <summary>The type of the elements.</summary>
        public ScalarType dtype
        {
            get
            {
                var type = NativeMethods.wt_tensor_dtype(Handle);
                GC.KeepAlive(this);
                return (ScalarType)type;
            }
        }

        /// <summary>Where the tensor lives.</summary>
        public Device device
        {
            get
            {
                var info = Info;
                return info.DeviceType == (int)DeviceType.CPU ? CPU : new Device((DeviceType)info.DeviceType, info.DeviceIndex);
            }
        }

        /// <summary>The kind of device on which the tensor lives.</summary>
        public DeviceType device_type => (DeviceType)Info.DeviceType;

        /// <summary>Which device of its kind; -1 for the processor.</summary>
        public int device_index => Info.DeviceIndex;

        /// <summary>On a CUDA device?</summary>
        public bool is_cuda => device_type == DeviceType.CUDA;

        /// <summary>On the device without memory?</summary>
        public bool is_meta => device_type == DeviceType.META;

        /// <summary>In the processor's memory?</summary>
        public bool is_cpu() => device_type == DeviceType.CPU;

        /// <summary>Stored sparsely?</summary>
        public bool is_sparse => Info.Layout == 1;

        /// <summary>Made by the user, and not by an operator that gradients flow through?</summary>
        public bool is_leaf => Info.IsLeaf != 0;

        /// <summary>Do the elements lie in row-major order without gaps?</summary>
        public bool is_contiguous() => Info.IsContiguous != 0;

        /// <summary>Is the conjugate pending?</summary>
        public bool is_conj() => Info.IsConj != 0;

        /// <summary>Is the negation pending?</summary>
        public bool is_neg() => Info.IsNeg != 0;

        /// <summary>Whole numbers (truth values count)?</summary>
        public bool is_integral() => torch.is_integral(dtype);

        /// <summary>Real numbers?</summary>
        public bool is_floating_point() => torch.is_floating_point(dtype);

        /// <summary>Complex numbers?</summary>
        public bool is_complex() => torch.is_complex(dtype);

        /// <summary>Quantised?</summary>
        public bool is_quantized() => torch.is_quantized(dtype);

        /// <summary>Is the one element different from zero?</summary>
        /// <exception cref="InvalidOperationException">There is not exactly one element.</exception>
        public bool is_nonzero() => numel() == 1
            ? ToScalar().Truth
            : throw new InvalidOperationException("is_nonzero() called on non-singleton tensor");

        /// <summary>The size of each dimension.</summary>
        public long[] shape => size();

        /// <summary>The size of each dimension.</summary>
        public unsafe long[] size()
        {
            var sizes = new long[Dimensions];
            fixed (long* target = sizes)
                Guard.Check(NativeMethods.wt_tensor_sizes(Handle, target, null, sizes.Length));
            GC.KeepAlive(this);
            return sizes;
        }

        /// <summary>The size of a dimension; negative ones count from the last.</summary>
        public long size(int dim) => size()[Position(dim)];

        /// <summary>Elements from one to the next along each dimension.</summary>
        public unsafe long[] stride()
        {
            var strides = new long[Dimensions];
            fixed (long* target = strides)
                Guard.Check(NativeMethods.wt_tensor_sizes(Handle, null, target, strides.Length));
            GC.KeepAlive(this);
            return strides;
        }

        /// <summary>Elements from one to the next along a dimension.</summary>
        public long stride(int dim) => stride()[Position(dim)];

        /// <summary>The element of the storage at which the tensor begins.</summary>
        public long storage_offset()
        {
            Guard.Check(NativeMethods.wt_tensor_storage(Handle, out _, out _, out var offset));
            GC.KeepAlive(this);
            return offset;
        }

        internal TensorInfo Info
        {
            get
            {
                Guard.Check(NativeMethods.wt_tensor_info(Handle, out var info));
                GC.KeepAlive(this);
                return info;
            }
        }

        private int Position(int dim)
        {
            var dimensions = (int)Dimensions;
            return dim >= -dimensions && dim < dimensions
                ? dim < 0 ? dim + dimensions : dim
                : throw new ArgumentOutOfRangeException(nameof(dim), dim, $"The tensor has {dimensions} dimensions.");
        }
    }
}
