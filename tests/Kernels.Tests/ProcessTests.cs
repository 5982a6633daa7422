using System.Diagnostics;

namespace Workbench.Kernels.Tests;

/// <summary>What a process sees that loads the kernels for the first time: its switches, and nothing on its standard error.</summary>
public class ProcessTests
{
    private static (int ExitCode, string Output, string Error) Run(string? kernels)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath!,
            Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal)
                ? [typeof(ProcessTests).Assembly.Location, "probe"]
                : ["probe"]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove(NativeKernels.Variable);
        if (kernels is not null)
            start.Environment[NativeKernels.Variable] = kernels;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    private static string Kernels(Func<string, string> state) =>
        string.Concat(NativeKernels.Names.Select(name => $"{name} {state(name)}\n"));

    // gemm is on where libtorch's own products are slow.
    private static string Usual(string name) =>
        name == "gemm" && NativeKernels.Load().Loaded && MatrixProducts.WhyOff() is { } reason
            ? $"on=False reason={reason}"
            : "on=True reason=";

    // What the probe computes, whichever kernel does it.
    private static readonly string Results =
        "product=12 dropped=" + Enumerable.Range(0, 64).Count(i => Philox.UInt32(Probe.Stream, (ulong)i) < 1u << 31) + "\n";

    [Fact]
    public void Loading_is_silent()
    {
        var (code, output, error) = Run(null);
        Assert.Equal("", error);
        Assert.Equal(0, code);
        Assert.Equal("loaded=True reason=\n" + Kernels(Usual) + Results, output);
    }

    [Fact]
    public void All_kernels_can_be_turned_off_with_the_same_results()
    {
        var (code, output, error) = Run("off");
        Assert.Equal("", error);
        Assert.Equal(0, code);
        Assert.Equal(
            "loaded=False reason=WORKBENCH_KERNELS=off\n" + Kernels(_ => "on=False reason=WORKBENCH_KERNELS=off") + Results,
            output
        );
    }

    [Fact]
    public void One_kernel_can_be_turned_off()
    {
        var (_, output, error) = Run("gemm=off");
        Assert.Equal("", error);
        Assert.Equal(
            "loaded=True reason=\n"
                + Kernels(name => name == "gemm" ? "on=False reason=WORKBENCH_KERNELS turns it off" : Usual(name))
                + Results,
            output
        );
    }

    [Fact]
    public void Gemm_can_be_turned_on_where_it_is_not_faster()
    {
        var (_, output, error) = Run("gemm=on");
        Assert.Equal("", error);
        Assert.Contains("gemm on=True reason=\n", output);
        Assert.EndsWith(Results, output);
    }

    [Fact]
    public void A_switch_that_is_not_understood_ends_in_its_message()
    {
        var (code, output, _) = Run("attentive=off");
        Assert.Equal(2, code);
        Assert.StartsWith("WORKBENCH_KERNELS: 'attentive=off' is not understood", output);
    }
}
