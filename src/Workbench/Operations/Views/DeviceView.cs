namespace Workbench.Operations.Views;

/// <summary>The view of devices, threads and kernels.</summary>
internal static class DeviceView
{
    public static ResultView Of(DeviceResult result) =>
        new(
            new ResultTable(
                ["", ""],
                [
                    .. result.Devices.Select(device =>
                        (string[])[device.Name, device.IsDefault ? $"{device.Model} (default)".TrimStart() : device.Model]
                    ),
                    ["libtorch", result.Torch],
                    [
                        "threads",
                        $"{result.Threads} in an operator, {result.InteropThreads} for independent operators, "
                            + $"{result.Processors} processors",
                    ],
                    ["WORKBENCH_KERNELS", result.KernelSwitch ?? "not set: all supported kernels are on"],
                    .. result.KernelsReason.Length > 0
                        ? (string[][])
                            [
                                ["kernels", $"off: {result.KernelsReason}"],
                            ]
                        : [],
                    .. result.Kernels.Select(kernel =>
                        (string[])[$"kernel {kernel.Name}", kernel.On ? $"on ({kernel.InstructionSet})" : $"off: {kernel.Reason}"]
                    ),
                ]
            )
        );
}
