namespace TorchSharp;

public static partial class torch
{
    /// <content>Types, devices, copies.</content>
    public partial class Tensor
    {
        /// <summary>On the processor.</summary>
        public Tensor cpu() => to(CPU);

        /// <summary>On the Apple GPU.</summary>
        public Tensor mps(bool non_blocking = false) => to(DeviceType.MPS, non_blocking: non_blocking);

        /// <summary>On a CUDA device, the current one unless given.</summary>
        /// <exception cref="ArgumentException">The device is of another kind.</exception>
        /// <exception cref="InvalidOperationException">CUDA is not available.</exception>
        public Tensor cuda(Device? device = null, bool non_blocking = false) => device is null || device.type == DeviceType.CUDA
            ? to(DeviceType.CUDA, device?.index ?? -1, non_blocking: non_blocking)
            : throw new ArgumentException("Not a CUDA device.", nameof(device));

        /// <summary>Of another type; the same tensor where nothing changes, unless a copy is asked for.</summary>
        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            After(Op.to_dtype.One(this, type, non_blocking, copy), disposeAfter);

        /// <summary>Of the type of another tensor.</summary>
        public Tensor type_as(Tensor tensor) => to_type(tensor.dtype);

        /// <summary>On another device; the same tensor where nothing changes, unless a copy is asked for.</summary>
        /// <exception cref="InvalidOperationException">The device is not available.</exception>
        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(dtype, new Device(deviceType, deviceIndex), copy, disposeAfter, non_blocking);

        /// <summary>Of another type and on another device.</summary>
        /// <exception cref="InvalidOperationException">The device is not available.</exception>
        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            After(Op.to_device.One(this, InitializeDevice(device), type, non_blocking, copy), disposeAfter);

        /// <summary>Of another type.</summary>
        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to_type(type, copy, disposeAfter, non_blocking);

        /// <summary>On another device.</summary>
        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(new Device(device), copy, disposeAfter, non_blocking);

        /// <summary>On another device.</summary>
        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(dtype, device, copy, disposeAfter, non_blocking);

        /// <summary>Of the type and on the device of another tensor.</summary>
        public Tensor to(Tensor other, bool non_blocking = false) => to(other.dtype, other.device, non_blocking: non_blocking);

        /// <summary>What a conversion function makes of the tensor.</summary>
        public Tensor type(Func<Tensor, Tensor> typeFunc) => typeFunc(this);

        /// <summary>Of another type.</summary>
        public Tensor type(ScalarType dtype) => to_type(dtype);

        /// <summary>As truth values.</summary>
        public Tensor @bool() => to_type(ScalarType.Bool);
        /// <summary>As unsigned 8-bit integers.</summary>
        public Tensor @byte() => to_type(ScalarType.Byte);
        /// <summary>As signed 8-bit integers.</summary>
        public Tensor @char() => to_type(ScalarType.Int8);
        /// <summary>As 16-bit integers.</summary>
        public Tensor @short() => to_type(ScalarType.Int16);
        /// <summary>As 32-bit integers.</summary>
        public Tensor @int() => to_type(ScalarType.Int32);
        /// <summary>As 64-bit integers.</summary>
        public Tensor @long() => to_type(ScalarType.Int64);
        /// <summary>As half precision.</summary>
        public Tensor half() => to_type(ScalarType.Float16);
        /// <summary>As brain floats.</summary>
        public Tensor bfloat16() => to_type(ScalarType.BFloat16);
        /// <summary>As single precision.</summary>
        public Tensor @float() => to_type(ScalarType.Float32);
        /// <summary>As double precision.</summary>
        public Tensor @double() => to_type(ScalarType.Float64);
        /// <summary>As complex numbers of singles.</summary>
        public Tensor cfloat() => to_type(ScalarType.ComplexFloat32);
        /// <summary>As complex numbers of doubles.</summary>
        public Tensor cdouble() => to_type(ScalarType.ComplexFloat64);

        /// <summary>A copy that gradients flow through.</summary>
        public Tensor clone() => Op.clone.One(this);

        /// <summary>The same memory outside the graph of gradients.</summary>
        public Tensor detach() => Op.detach.One(this);

        /// <summary>Takes the tensor out of the graph of gradients.</summary>
        public Tensor detach_()
        {
            Op.detach_.Run(this);
            return this;
        }

        /// <summary>Copies the elements of another tensor, broadcast, into this one.</summary>
        public Tensor copy_(Tensor source, bool nonBlocking = false)
        {
            Op.copy_.Run(this, source, nonBlocking);
            return this;
        }

        /// <summary>Makes this tensor share the memory of another.</summary>
        public Tensor set_(Tensor source)
        {
            Op.set__source_Tensor.Run(this, source);
            return this;
        }

        /// <summary>Sets every element to a value.</summary>
        public Tensor fill_(Scalar value)
        {
            Op.fill__Scalar.Run(this, value);
            return this;
        }

        /// <summary>Sets every element to zero.</summary>
        public Tensor zero_()
        {
            Op.zero_.Run(this);
            return this;
        }

        /// <summary>The real part, a view.</summary>
        public Tensor real => Op.real.One(this);

        /// <summary>The imaginary part, a view.</summary>
        public Tensor imag => Op.imag.One(this);

        /// <summary>In page-locked memory, from which a GPU copies faster.</summary>
        public Tensor pin_memory() => Op.pin_memory.One(this);

        /// <summary>In page-locked memory?</summary>
        public bool is_pinned() => Op.is_pinned.Number(this).Truth;

        private Tensor After(Tensor made, bool disposeAfter)
        {
            if (disposeAfter)
                Dispose();
            return made;
        }
    }
}
