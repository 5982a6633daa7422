using TorchSharp;

namespace Workbench.Training;

public static partial class DeviceName
{
    /// <summary>Parses a device name.</summary>
    /// <exception cref="InvalidInputException">The device is unknown or not available.</exception>
    public static torch.Device Parse(string device) =>
        Check(device) is { } fault ? throw new InvalidInputException([fault]) : torch.device(device.ToLowerInvariant());

    /// <summary>The fault that prevents the use of a device; null when the device is usable.</summary>
    public static Fault? Check(string device)
    {
        const string allowed = "cpu, cuda, cuda:INDEX";
        var parts = device.ToLowerInvariant().Split(':');
        var index = 0;
        if (
            parts.Length > 2
            || parts[0] is not ("cpu" or "cuda")
            || (parts.Length == 2 && (!int.TryParse(parts[1], out index) || index < 0))
        )
            return new("an unknown device", device, allowed);
        if (parts[0] == "cpu")
            return index == 0 ? null : new("an unknown device", device, allowed);
        if (!torch.cuda.is_available())
            return new(
                "CUDA is not available in this process",
                device,
                "cpu",
                "use --device cpu, or a libtorch with CUDA (README, \"How to get CUDA\")"
            );
        var count = torch.cuda.device_count();
        return index < count ? null : new("no such CUDA device", device, count == 1 ? "cuda:0" : $"cuda:0 to cuda:{count - 1}");
    }
}
