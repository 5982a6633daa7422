using System.Diagnostics;

namespace Workbench.Notebook.Tests.Jupyter.Specs;

/// <summary>The launcher as a kernelspec starts it: it takes the newest build, and never makes one.</summary>
public class LauncherTests
{
    private static async Task<(int Code, string Out, string Error)> Run(string clone, string build, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(clone, "workbench"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["WORKBENCH_BUILD"] = build;
        start.Environment.Remove("WORKBENCH_BUILD_ARGS");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    private static TemporaryFolder EmptyClone()
    {
        var folder = new TemporaryFolder();
        File.Copy(Clone.In("workbench"), Path.Combine(folder.Path, "workbench"));
        return folder;
    }

    [Fact]
    public async Task Without_a_build_it_says_what_to_do()
    {
        using var clone = EmptyClone();
        Assert.Equal(
            (
                2,
                "",
                $"workbench: nothing has been built yet in {clone.Path}, and WORKBENCH_BUILD=never forbids building. Run "
                    + $"./workbench once there, for instance: ./workbench doctor\n"
            ),
            await Run(clone.Path, "never", "jupyter", "kernel", "--connection-file", "x")
        );
        Assert.Equal(["workbench"], Directory.GetFileSystemEntries(clone.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task It_takes_the_newest_build_though_the_sources_have_changed()
    {
        using var clone = EmptyClone();
        var work = Path.Combine(clone.Path, "artifacts", "launcher");
        // The launcher names its pointer by the SDK and the choices; it tells us that name when asked to trace itself.
        var trace = new ProcessStartInfo("bash", ["-x", Path.Combine(clone.Path, "workbench"), "doctor"]) { RedirectStandardError = true };
        trace.Environment["WORKBENCH_BUILD"] = "never";
        using var traced = Process.Start(trace)!;
        var pointer = (await traced.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken))
            .Split('\n')
            .Single(line => line.StartsWith("+ pointer=", StringComparison.Ordinal))["+ pointer=".Length..]
            .Trim('\'');
        Directory.CreateDirectory(Path.Combine(work, "build-1"));
        await File.WriteAllTextAsync(Path.Combine(work, "build-1", ".in-use"), "", TestContext.Current.CancellationToken);
        var program = Path.Combine(work, "build-1", "workbench-cli");
        await File.WriteAllTextAsync(
            program,
            "#!/bin/sh\necho \"$* root=$WORKBENCH_ROOT build=${WORKBENCH_BUILD-unset}\"\n",
            TestContext.Current.CancellationToken
        );
        Process.Start("chmod", ["+x", program])!.WaitForExit();
        File.CreateSymbolicLink(pointer, "build-1");
        // The sources are newer than the build: they are not even looked at.
        Directory.CreateDirectory(Path.Combine(clone.Path, "src"));
        Assert.Equal(
            (0, $"jupyter kernel x root={clone.Path} build=unset\n", ""),
            await Run(clone.Path, "never", "jupyter", "kernel", "x")
        );
    }

    [Fact]
    public async Task Another_value_is_refused()
    {
        using var clone = EmptyClone();
        Assert.Equal(
            (2, "", "workbench: WORKBENCH_BUILD is 'later'; allowed: never, or leave it unset\n"),
            await Run(clone.Path, "later", "doctor")
        );
    }
}
