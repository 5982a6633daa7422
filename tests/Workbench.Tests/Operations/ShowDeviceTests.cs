using System.Text.Json;
using TorchSharp;
using Workbench.Kernels;
using Workbench.Operations;

namespace Workbench.Tests.Operations;

/// <summary>Threads are the whole process': nothing else runs meanwhile.</summary>
[CollectionDefinition(nameof(ShowDeviceTests), DisableParallelization = true)]
public sealed class DeviceSettings;

/// <summary>What computes here.</summary>
[Collection(nameof(ShowDeviceTests))]
public class ShowDeviceTests
{
    [Fact]
    public async Task Devices_threads_kernels_and_operators_are_shown()
    {
        using var shell = new Shell();
        var device = JsonDocument.Parse((await shell.Run("device", "--json")).Out).RootElement;
        var cpu = device.GetProperty("devices")[0];
        Assert.Equal(("cpu", true), (cpu.GetProperty("name").GetString(), cpu.GetProperty("isDefault").GetBoolean()));
        Assert.StartsWith("TorchSharp 0.107.0, libtorch 2.10.0", device.GetProperty("torch").GetString());
        Assert.Equal(
            NativeKernels.Load().Kernels.Select(kernel => kernel.Name),
            device.GetProperty("kernels").EnumerateArray().Select(kernel => kernel.GetProperty("name").GetString()!)
        );
        var text = (await shell.Run("device")).Out;
        Assert.Contains("MKL", text);
        Assert.Contains("not set: all supported kernels are on", text);
    }

    [Fact]
    public async Task Threads_hold_for_threads_that_start_later()
    {
        using var shell = new Shell();
        var before = torch.get_num_threads();
        try
        {
            Assert.Equal(ExitCode.Done, (await shell.Run("device", "--threads", "3")).Code);
            var later = 0;
            var cell = new Thread(() => later = torch.get_num_threads());
            cell.Start();
            cell.Join();
            Assert.Equal(3, later);
        }
        finally
        {
            torch.set_num_threads(before);
        }
    }

    [Fact]
    public async Task What_this_machine_does_not_have_is_refused()
    {
        using var shell = new Shell();
        var outcome = await shell.Run("device", "--threads", "0", "--default", "tpu");
        Assert.Equal(ExitCode.BadUsage, outcome.Code);
        Assert.Contains("--threads: the number of threads is out of range (got 0)", outcome.Error);
        Assert.Contains("--default: an unknown device (got tpu); allowed: cpu, cuda, cuda:INDEX", outcome.Error);
    }
}
