using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Moving and converting modules, with the type of the module kept.</summary>
public static class ModuleExtensionMethods
{
    /// <summary>Converts the parameters and buffers.</summary>
    /// <param name="module">The module.</param>
    /// <param name="type">The element type, a floating-point or complex one.</param>
    /// <param name="non_blocking">Whether the copy may overlap with the host.</param>
    public static T to<T>(this T module, ScalarType type, bool non_blocking = false) where T : nn.Module => (T)module._to(type, non_blocking);

    /// <summary>Moves and converts the parameters and buffers.</summary>
    /// <param name="module">The module.</param>
    /// <param name="device">The device.</param>
    /// <param name="type">The element type, a floating-point or complex one.</param>
    /// <param name="non_blocking">Whether the copy may overlap with the host.</param>
    public static T to<T>(this T module, Device device, ScalarType type, bool non_blocking = false) where T : nn.Module => (T)module._to(device, type, non_blocking);

    /// <summary>Moves the parameters and buffers.</summary>
    /// <param name="module">The module.</param>
    /// <param name="deviceType">The kind of device.</param>
    /// <param name="deviceIndex">Its index, -1 for the current one.</param>
    /// <param name="non_blocking">Whether the copy may overlap with the host.</param>
    public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false) where T : nn.Module => (T)module._to(deviceType, deviceIndex, non_blocking);

    /// <summary>Moves the parameters and buffers.</summary>
    /// <param name="module">The module.</param>
    /// <param name="device">The device.</param>
    /// <param name="non_blocking">Whether the copy may overlap with the host.</param>
    public static T to<T>(this T module, Device device, bool non_blocking = false) where T : nn.Module => (T)module._to(device.type, device.index, non_blocking);

    /// <summary>Moves the parameters and buffers.</summary>
    /// <param name="module">The module.</param>
    /// <param name="device">The device, such as "cpu" or "cuda:0".</param>
    /// <param name="non_blocking">Whether the copy may overlap with the host.</param>
    public static T to<T>(this T module, string device, bool non_blocking = false) where T : nn.Module => module.to(new Device(device), non_blocking);

    /// <summary>Moves and converts the parameters and buffers to the device and element type of a tensor.</summary>
    /// <param name="module">The module.</param>
    /// <param name="other">The tensor.</param>
    /// <param name="non_blocking">Whether the copy may overlap with the host.</param>
    public static T to<T>(this T module, Tensor other, bool non_blocking = false) where T : nn.Module => (T)module._to(other, non_blocking);

    /// <summary>Moves the parameters and buffers to main memory.</summary>
    /// <param name="module">The module.</param>
    /// <param name="non_blocking">Whether the copy may overlap with the host.</param>
    public static T cpu<T>(this T module, bool non_blocking = false) where T : nn.Module => (T)module._to(DeviceType.CPU, -1, non_blocking);

    /// <summary>Moves the parameters and buffers to a GPU.</summary>
    /// <param name="module">The module.</param>
    /// <param name="deviceIndex">Its index, -1 for the current one.</param>
    /// <param name="non_blocking">Whether the copy may overlap with the host.</param>
    public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false) where T : nn.Module => (T)module._to(DeviceType.CUDA, deviceIndex, non_blocking);

    /// <summary>Converts the parameters and buffers to <see cref="ScalarType.Bool"/>. Refused: parameters are floating-point or complex.</summary>
    /// <param name="module">The module.</param>
    /// <param name="non_blocking">Whether the copy may overlap with the host.</param>
    public static T @bool<T>(this T module, bool non_blocking = false) where T : nn.Module => (T)module._to(ScalarType.Bool, non_blocking);

    /// <summary>Converts the parameters and buffers to <see cref="ScalarType.Byte"/>. Refused: parameters are floating-point or complex.</summary>
    /// <param name="module">The module.</param>
    /// <param name="non_blocking">Whether the copy may overlap with the host.</param>
    public static T @byte<T>(this T module, bool non_blocking = false) where T : nn.Module => (T)module._to(ScalarType.Byte, non_blocking);

    /// <summary>Converts the parameters and buffers to <see cref="ScalarType.Int8"/>. Refused: parameters are floating-point or complex.</summary>
    /// <param name="module">The module.</param>
    /// <param name="non_blocking">Whether the copy may overlap with the host.</param>
    public static T @char<T>(this T module, bool non_blocking = false) where T : nn.Module => (T)module._to(ScalarType.Int8, non_blocking);

    /// <summary>Converts the parameters and buffers to <see cref="ScalarType.Int16"/>. Refused: parameters are floating-point or complex.</summary>
    /// <param name="module">The module.</param>
    /// <param name="non_blocking">Whether the copy may overlap with the host.</param>
    public static T @short<T>(this T module, bool non_blocking = false) where T : nn.Module => (T)module._to(ScalarType.Int16, non_blocking);

    /// <summary>Converts the parameters and buffers to <see cref="ScalarType.Int32"/>. Refused: parameters are floating-point or complex.</summary>
    /// <param name="module">The module.</param>
    /// <param name="non_blocking">Whether the copy may overlap with the host.</param>
    public static T @int<T>(this T module, bool non_blocking = false) where T : nn.Module => (T)module._to(ScalarType.Int32, non_blocking);

    /// <summary>Converts the parameters and buffers to <see cref="ScalarType.Int64"/>. Refused: parameters are floating-point or complex.</summary>
    /// <param name="module">The module.</param>
    /// <param name="non_blocking">Whether the copy may overlap with the host.</param>
    public static T @long<T>(this T module, bool non_blocking = false) where T : nn.Module => (T)module._to(ScalarType.Int64, non_blocking);

    /// <summary>Converts the parameters and buffers to <see cref="ScalarType.Float16"/>.</summary>
    /// <param name="module">The module.</param>
    /// <param name="non_blocking">Whether the copy may overlap with the host.</param>
    public static T half<T>(this T module, bool non_blocking = false) where T : nn.Module => (T)module._to(ScalarType.Float16, non_blocking);

    /// <summary>Converts the parameters and buffers to <see cref="ScalarType.BFloat16"/>.</summary>
    /// <param name="module">The module.</param>
    /// <param name="non_blocking">Whether the copy may overlap with the host.</param>
    public static T bfloat16<T>(this T module, bool non_blocking = false) where T : nn.Module => (T)module._to(ScalarType.BFloat16, non_blocking);

    /// <summary>Converts the parameters and buffers to <see cref="ScalarType.Float32"/>.</summary>
    /// <param name="module">The module.</param>
    /// <param name="non_blocking">Whether the copy may overlap with the host.</param>
    public static T @float<T>(this T module, bool non_blocking = false) where T : nn.Module => (T)module._to(ScalarType.Float32, non_blocking);

    /// <summary>Converts the parameters and buffers to <see cref="ScalarType.Float64"/>.</summary>
    /// <param name="module">The module.</param>
    /// <param name="non_blocking">Whether the copy may overlap with the host.</param>
    public static T @double<T>(this T module, bool non_blocking = false) where T : nn.Module => (T)module._to(ScalarType.Float64, non_blocking);

    /// <summary>Converts the parameters and buffers to <see cref="ScalarType.ComplexFloat32"/>.</summary>
    /// <param name="module">The module.</param>
    /// <param name="non_blocking">Whether the copy may overlap with the host.</param>
    public static T cfloat<T>(this T module, bool non_blocking = false) where T : nn.Module => (T)module._to(ScalarType.ComplexFloat32, non_blocking);

    /// <summary>Converts the parameters and buffers to <see cref="ScalarType.ComplexFloat64"/>.</summary>
    /// <param name="module">The module.</param>
    /// <param name="non_blocking">Whether the copy may overlap with the host.</param>
    public static T cdouble<T>(this T module, bool non_blocking = false) where T : nn.Module => (T)module._to(ScalarType.ComplexFloat64, non_blocking);
}
