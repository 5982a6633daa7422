using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The elements, in the processor's memory (a tensor of another device is copied), in row-major order.</summary>
        /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the type of the elements.</exception>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            ValidateType(typeof(T));
            return new TensorAccessor<T>(device_type == DeviceType.CPU ? this : cpu());
        }

        /// <summary>The one element.</summary>
        /// <exception cref="ArgumentException">There is not exactly one element, or its type is not <typeparamref name="T"/>.</exception>
        public unsafe T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1)
                throw new ArgumentException("Number of elements in the tensor must be 1");
            ValidateType(typeof(T));
            var info = Info;
            if (info.DeviceType != (int)DeviceType.CPU || info.IsLazy)
            {
                using var local = cpu();
                using var resolved = local.Resolved();
                return *(T*)resolved.DataPointer();
            }
            var value = *(T*)DataPointer();
            GC.KeepAlive(this);
            return value;
        }

        /// <summary>The one element, as a number of its type.</summary>
        public Scalar ToScalar()
        {
            Guard.Check(NativeMethods.wt_tensor_item(Handle, out var value));
            GC.KeepAlive(this);
            return Scalar.Of(value);
        }

        /// <summary>The memory of a contiguous tensor on the processor, as bytes. It is valid as long as the tensor.</summary>
        /// <exception cref="InvalidOperationException">The tensor is not contiguous or not in the processor's memory.</exception>
        /// <exception cref="ArgumentException">More bytes than a span can hold, or a value of another length.</exception>
        public unsafe Span<byte> bytes
        {
            get
            {
                var length = ValidateBytes();
                if (length > int.MaxValue)
                    throw new ArgumentException("Span only supports up to int.MaxValue elements.");
                return new Span<byte>((void*)DataPointer(), (int)length);
            }
            set
            {
                if (ValidateBytes() != value.Length)
                    throw new ArgumentException("Mismatched data sizes in SetBytes().");
                value.CopyTo(new Span<byte>((void*)DataPointer(), value.Length));
            }
        }

        /// <summary>Writes the bytes of a contiguous tensor on the processor.</summary>
        public unsafe void WriteBytesToStream(Stream stream, int bufferSize = 1024)
        {
            var left = ValidateBytes();
            var source = (byte*)DataPointer();
            for (var block = Math.Max(bufferSize, 1 << 20); left > 0; source += block, left -= block)
                stream.Write(new ReadOnlySpan<byte>(source, (int)Math.Min(left, block)));
            GC.KeepAlive(this);
        }

        /// <summary>Fills a contiguous tensor on the processor with bytes.</summary>
        /// <exception cref="EndOfStreamException">The stream ends first.</exception>
        public unsafe void ReadBytesFromStream(Stream stream, int bufferSize = 1024)
        {
            var left = ValidateBytes();
            var target = (byte*)DataPointer();
            for (var block = Math.Max(bufferSize, 1 << 20); left > 0; target += block, left -= block)
                stream.ReadExactly(new Span<byte>(target, (int)Math.Min(left, block)));
            GC.KeepAlive(this);
        }

        /// <summary>An element of a tensor of doubles, by its position in row-major order.</summary>
        public double ReadCpuDouble(long i) => TensorAccessor<double>.ReadItemAt(this, i);
        /// <summary>An element of a tensor of singles.</summary>
        public float ReadCpuSingle(long i) => TensorAccessor<float>.ReadItemAt(this, i);
        /// <summary>An element of a tensor of 32-bit integers.</summary>
        public int ReadCpuInt32(long i) => TensorAccessor<int>.ReadItemAt(this, i);
        /// <summary>An element of a tensor of 64-bit integers.</summary>
        public long ReadCpuInt64(long i) => TensorAccessor<long>.ReadItemAt(this, i);
        /// <summary>An element of a tensor of bytes.</summary>
        public byte ReadCpuByte(long i) => TensorAccessor<byte>.ReadItemAt(this, i);
        /// <summary>An element of a tensor of signed bytes.</summary>
        public sbyte ReadCpuSByte(long i) => TensorAccessor<sbyte>.ReadItemAt(this, i);
        /// <summary>An element of a tensor of 16-bit integers.</summary>
        public short ReadCpuInt16(long i) => TensorAccessor<short>.ReadItemAt(this, i);
        /// <summary>An element of a tensor of truth values.</summary>
        public bool ReadCpuBool(long i) => TensorAccessor<bool>.ReadItemAt(this, i);
        /// <summary>An element, by its position in row-major order.</summary>
        public T ReadCpuValue<T>(long i) where T : unmanaged => TensorAccessor<T>.ReadItemAt(this, i);
        /// <summary>An element of a tensor of halves.</summary>
        public float ReadCpuFloat16(long i) => (float)TensorAccessor<Half>.ReadItemAt(this, i);
        /// <summary>An element of a tensor of brain floats.</summary>
        public float ReadCpuBFloat16(long i) => TensorAccessor<BFloat16>.ReadItemAt(this, i).ToSingle();

        /// <summary>The first element's address.</summary>
        internal nint DataPointer()
        {
            Guard.Check(NativeMethods.wt_tensor_data(Handle, out var data));
            return data;
        }

        /// <summary>Refuses a .NET type that is not the type of the elements.</summary>
        internal void ValidateType(Type dotnetType)
        {
            if (ScalarTypes.Of(dotnetType) != dtype)
                throw new ArgumentException($"{dotnetType.Name} is not compatible with {dtype}");
        }

        /// <summary>A copy whose memory is what the elements are.</summary>
        internal Tensor Resolved()
        {
            using var conjugated = resolve_conj();
            using var negated = conjugated.resolve_neg();
            return negated.clone();
        }

        private long ValidateBytes()
        {
            var info = Info;
            if (info.IsContiguous == 0)
                throw new InvalidOperationException("Bytes() called on non-contiguous tensor.");
            if (info.DeviceType != (int)DeviceType.CPU)
                throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
            return info.Elements * info.ElementSize;
        }
    }
}
