namespace TorchSharp;

public static partial class torch
{
    /// <summary>Where a tensor lives: a kind of device and, where there are several, which one (-1: the current one).</summary>
    public class Device
    {
        /// <summary>A device by its description, "cpu", "cuda", "cuda:1" or "meta".</summary>
        /// <exception cref="ArgumentException">There is no such kind of device, or the index is not a number.</exception>
        public Device(string description)
        {
            var parts = description.Split(':');
            type = Parse(parts[0]);
            if (parts.Length == 1)
                return;
            if (parts.Length > 2 || !int.TryParse(parts[1], out var position) || position < 0)
                throw new ArgumentException($"'{description}' is no device; write cpu, cuda, cuda:0 or meta.", nameof(description));
            index = position;
        }

        /// <summary>A device by the name of its kind.</summary>
        public Device(string deviceType, int index = -1) => (type, this.index) = (Parse(deviceType), index);

        /// <summary>A device by its kind.</summary>
        public Device(DeviceType deviceType, int index = -1) => (type, this.index) = (deviceType, index);

        /// <summary>A CUDA device.</summary>
        public Device(int index) => (type, this.index) = (DeviceType.CUDA, index);

        /// <summary>The kind of device.</summary>
        public DeviceType type { get; private set; } = DeviceType.CPU;

        /// <summary>Which one of its kind; -1 stands for the current one.</summary>
        public int index { get; private set; } = -1;

        /// <summary>A description stands for its device.</summary>
        public static implicit operator Device(string description) => new(description);

        /// <summary>"cpu", "cuda", "cuda:1".</summary>
        public override string ToString()
        {
            var kind = type.ToString().ToLowerInvariant();
            return type == DeviceType.CPU || index == -1 ? kind : $"{kind}:{index}";
        }

        private static DeviceType Parse(string kind) => Enum.TryParse<DeviceType>(kind, ignoreCase: true, out var found) && Enum.IsDefined(found)
            ? found
            : throw new ArgumentException($"'{kind}' is no kind of device; write cpu, cuda, mps or meta.", nameof(kind));
    }

    private static Device? _cudaDevice, _mpsDevice;

    /// <summary>The processor.</summary>
    public static readonly Device CPU = new(DeviceType.CPU);

    /// <summary>The device without memory: shapes and types only.</summary>
    public static readonly Device META = new(DeviceType.META);

    /// <summary>The current CUDA device.</summary>
    /// <exception cref="InvalidOperationException">CUDA is not available.</exception>
    public static Device CUDA => _cudaDevice ??= InitializeDevice(new Device(DeviceType.CUDA));

    /// <summary>The Apple GPU.</summary>
    /// <exception cref="InvalidOperationException">MPS is not available.</exception>
    public static Device MPS => _mpsDevice ??= InitializeDevice(new Device(DeviceType.MPS));

    /// <summary>A device by its description, checked for being there.</summary>
    public static Device device(string description) => InitializeDevice(new Device(description));

    /// <summary>A device by the name of its kind, checked for being there.</summary>
    public static Device device(string deviceType, int index = -1) => InitializeDevice(new Device(deviceType, index));

    /// <summary>A device by its kind, checked for being there.</summary>
    public static Device device(DeviceType deviceType, int index = -1) => InitializeDevice(new Device(deviceType, index));

    /// <summary>A CUDA device.</summary>
    public static Device device(int index) => new(DeviceType.CUDA, index);

    /// <summary>Is this kind of device there?</summary>
    public static bool TryInitializeDeviceType(DeviceType deviceType) => deviceType switch
    {
        DeviceType.CUDA => cuda_is_available(),
        DeviceType.MPS => mps_is_available(),
        _ => true,
    };

    /// <summary>Makes sure that a kind of device is there.</summary>
    /// <exception cref="InvalidOperationException">It is not.</exception>
    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (!TryInitializeDeviceType(deviceType))
            throw new InvalidOperationException($"Torch device type {deviceType} did not initialise on the current machine: this libtorch ({__version__}) sees no such device.");
    }

    /// <summary>Makes sure that a device is there; null stands for the default device.</summary>
    /// <exception cref="InvalidOperationException">It is not.</exception>
    public static Device InitializeDevice(Device? device)
    {
        device ??= get_default_device();
        InitializeDeviceType(device.type);
        return device;
    }
}
