namespace Workbench.Kernels.Tests;

public class NativeKernelsTests
{
    [Theory]
    [InlineData(null, false, "")]
    [InlineData("", false, "")]
    [InlineData("on", false, "")]
    [InlineData("off", true, "all")]
    [InlineData("norms=off", false, "norms")]
    [InlineData("gemm=on", false, "", "gemm")]
    [InlineData(" philox=off , norms=on", false, "philox", "norms")]
    [InlineData("every one=off", true, "all")]
    public void The_variable_turns_kernels_off_and_on(string? text, bool allOff, string off, string on = "")
    {
        var each = string.Join(',', NativeKernels.Names.Select(name => $"{name}=off"));
        var switches = KernelSwitches.Parse(text == "every one=off" ? each : text);
        Assert.Equal(allOff, switches.AllOff);
        Assert.Equal(off == "all" ? NativeKernels.Names : off.Split(',', StringSplitOptions.RemoveEmptyEntries), switches.Off);
        Assert.Equal(on.Split(',', StringSplitOptions.RemoveEmptyEntries), switches.On);
    }

    [Theory]
    [InlineData("norm=off")]
    [InlineData("norms")]
    [InlineData("norms=no")]
    public void A_word_that_is_not_understood_is_refused(string text)
    {
        var error = Assert.Throws<ArgumentException>(() => KernelSwitches.Parse(text));
        Assert.Equal(
            $"WORKBENCH_KERNELS: '{text}' is not understood; allowed are off, on, and a comma list of "
                + $"{string.Join(", ", NativeKernels.Names.Select(name => $"{name}=off"))}. "
                + "Unset WORKBENCH_KERNELS to run every kernel.",
            error.Message
        );
    }
}
