namespace Workbench.Kernels.Tests;

public class NativeKernelsTests
{
    [Theory]
    [InlineData(null, false, "")]
    [InlineData("", false, "")]
    [InlineData("on", false, "")]
    [InlineData("off", true, "all")]
    [InlineData("gemm=off", false, "gemm")]
    [InlineData(" philox=off , gemm=on", false, "philox")]
    [InlineData("every one=off", true, "all")]
    public void The_variable_turns_kernels_off(string? text, bool allOff, string off)
    {
        var each = string.Join(',', NativeKernels.Names.Select(name => $"{name}=off"));
        var switches = KernelSwitches.Parse(text == "every one=off" ? each : text);
        Assert.Equal(allOff, switches.AllOff);
        Assert.Equal(off == "all" ? NativeKernels.Names : off.Split(',', StringSplitOptions.RemoveEmptyEntries), switches.Off);
    }

    [Theory]
    [InlineData("gem=off")]
    [InlineData("gemm")]
    [InlineData("gemm=no")]
    public void A_word_that_is_not_understood_is_refused(string text)
    {
        var error = Assert.Throws<ArgumentException>(() => KernelSwitches.Parse(text));
        Assert.Equal(
            $"WORKBENCH_KERNELS: '{text}' is not understood; allowed are off, on, and a comma list of {string.Join(", ", NativeKernels.Names.Select(name => $"{name}=off"))}. "
            + "Unset WORKBENCH_KERNELS to run every kernel.", error.Message);
    }

    [Fact]
    public void The_names_are_those_of_the_native_kernels()
    {
        Assert.True(NativeKernels.Load().Loaded, NativeKernels.Load().Reason);
        Assert.Equal(NativeKernels.Names, NativeMethods.Describe().Select(kernel => kernel.Name));
    }

    [Fact]
    public void The_libtorch_of_a_process_is_read_from_its_maps()
    {
        Assert.Equal("/opt/my torch/lib/libtorch_cpu.so", LinkedTorch.OfMaps(
        [
            "7f00-7f01 r--p 00000000 08:01 99 /usr/lib/libc.so.6",
            "7f01-7f02 rw-p 00000000 00:00 0 ",
            "7f02-7f03 r-xp 00000000 08:01 12 /opt/my torch/lib/libtorch_cpu.so",
        ]));
        Assert.Equal("", LinkedTorch.OfMaps(["7f00-7f01 r--p 00000000 08:01 99 /usr/lib/libtorch.so"]));
    }

    [Fact]
    public void Another_libtorch_keeps_the_kernels_off_and_says_so()
    {
        Assert.Null(LinkedTorch.Mismatch("/usr/lib/libtorch_cpu.so.1.13.0", "/usr/lib/libtorch_cpu.so.1.13.0"));
        Assert.Equal(
            "the kernels were linked to /usr/lib/a.so, this process uses /opt/b.so: build src/Kernels with LIBTORCH set to that one",
            LinkedTorch.Mismatch("/usr/lib/a.so", "/opt/b.so"));
        Assert.Equal("this process has no libtorch", LinkedTorch.Mismatch("/usr/lib/a.so", ""));
        Assert.Contains("build src/Kernels again", LinkedTorch.Mismatch("", "/opt/b.so"));
    }
}
