using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            // The last device that the module was moved to; the parameters themselves are what counts.
            /// <summary>The kind of device that the module was moved to last.</summary>
            protected DeviceType _deviceType = DeviceType.CPU;

            /// <summary>The index of the device that the module was moved to last, -1 for none.</summary>
            protected int _deviceIndex = -1;

            /// <summary>Moves and converts the parameters and buffers to the device and element type of a tensor.</summary>
            public Module _to(Tensor other, bool non_blocking) => _to(other.device, other.dtype, non_blocking);

            /// <summary>Moves and converts the parameters and buffers.</summary>
            /// <param name="device">The target device.</param>
            /// <param name="dtype">The target element type; integral buffers keep theirs.</param>
            /// <param name="non_blocking">Whether the copy may overlap with the host.</param>
            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking)
            {
                RequireFloatingPoint(dtype);
                _toEpilog(dtype, device, non_blocking);
                return this;
            }

            /// <summary>Moves the parameters and buffers.</summary>
            /// <param name="deviceType">The kind of device.</param>
            /// <param name="deviceIndex">Its index, -1 for the current one.</param>
            /// <param name="non_blocking">Whether the copy may overlap with the host.</param>
            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
            {
                _toEpilog(null, new Device(deviceType, deviceIndex), non_blocking);
                return this;
            }

            /// <summary>Converts the floating-point parameters and buffers.</summary>
            /// <param name="dtype">The target element type.</param>
            /// <param name="non_blocking">Whether the copy may overlap with the host.</param>
            protected internal virtual Module _to(ScalarType dtype, bool non_blocking)
            {
                RequireFloatingPoint(dtype);
                _toEpilog(dtype, null, non_blocking);
                return this;
            }

            /// <summary>Converts this module's own state and then its submodules.</summary>
            protected void _toEpilog(ScalarType dtype, bool non_blocking) => _toEpilog(dtype, null, non_blocking);

            /// <summary>Moves and converts this module's own state and then its submodules.</summary>
            protected void _toEpilog(Device device, ScalarType dtype, bool non_blocking) => _toEpilog(dtype, device, non_blocking);

            /// <summary>Moves this module's own state and then its submodules.</summary>
            protected void _toEpilog(DeviceType deviceType, int deviceIndex, bool non_blocking) =>
                _toEpilog(null, new Device(deviceType, deviceIndex), non_blocking);

            /// <summary>
            /// Moves and converts this module's own state and then its submodules. Parameters stay the objects that they
            /// are, as in PyTorch: their contents are exchanged, so that shared ones stay shared and optimisers keep them.
            /// </summary>
            protected virtual void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
            {
                using (no_grad())
                {
                    foreach (var parameter in _internal_params.values()) Convert(parameter, dtype, device, non_blocking);
                    foreach (var (buffer, _) in _internal_buffers.values()) Convert(buffer, dtype, device, non_blocking);
                }
                foreach (var (_, child) in named_children())
                {
                    if (device is null) child._to(dtype!.Value, non_blocking);
                    else if (dtype is null) child._to(device.type, device.index, non_blocking);
                    else child._to(device, dtype.Value, non_blocking);
                }
                if (device is null) return;
                _deviceType = device.type;
                _deviceIndex = device.index;
            }

            internal T MoveModule<T>(Device? device, ScalarType? dtype) where T : Module
            {
                if (device is null && dtype is null) return (T)this;
                var (targetDevice, targetType) = GetDefaultDeviceAndType(device, dtype);
                return (T)_to(targetDevice, targetType, false);
            }

            private static void Convert(Tensor tensor, ScalarType? dtype, Device? device, bool non_blocking)
            {
                var type = dtype is { } wanted && (tensor.is_floating_point() || tensor.is_complex()) ? wanted : tensor.dtype;
                var place = device ?? tensor.device;
                var grad = tensor is Parameter ? tensor.grad : null;
                Exchange(tensor, type, place, non_blocking);
                if (grad is null) return;
                // The gradient is converted with its parameter, and set only after it: the two must agree at every moment.
                using (grad)
                {
                    using var converted = grad.to(type, place, non_blocking: non_blocking);
                    tensor.grad = converted;
                }
            }

            private static void Exchange(Tensor tensor, ScalarType type, Device place, bool non_blocking)
            {
                if (tensor.dtype == type && SamePlace(tensor.device, place)) return;
                if (tensor is Parameter) tensor.grad = null;
                using var converted = tensor.to(type, place, non_blocking: non_blocking);
                if (tensor.is_meta != converted.is_meta) tensor.TakeOver(converted.with_requires_grad(tensor.requires_grad));
                else SetData.Run(tensor, converted);
            }

            // "cuda" without an index means the current device.
            private static bool SamePlace(Device actual, Device wanted) =>
                actual.type == wanted.type && (actual.index == wanted.index || wanted.index < 0);

            private static void RequireFloatingPoint(ScalarType dtype)
            {
                if (!is_floating_point(dtype) && !is_complex(dtype))
                    throw new ArgumentException($"nn.Module.to only accepts floating point or complex types, but got desired dtype={dtype}");
            }

            private static readonly Operator SetData = new("set_data");
        }
    }
}
