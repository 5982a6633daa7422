using System.Diagnostics;

namespace Workbench.Tests.Cli;

/// <summary>The real executable: exit codes, streams, workers, signals.</summary>
public class ExecutableTests
{
    // Beside these tests there is a copy without the native libraries of its own platform; the real one is in its project's output.
    private static readonly string Program = Path.GetFullPath(
        Path.Combine(
            AppContext.BaseDirectory,
            "..",
            "..",
            "Workbench.Cli",
            $"{Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'))}_linux-x64",
            "workbench-cli"
        )
    );

    private static Process Start(string folder, params string[] arguments)
    {
        // As from a terminal: a suite that was started as a background job ignores SIGINT, and what it starts would inherit that.
        var start = new ProcessStartInfo("env", ["--default-signal=INT,TERM", Program, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = folder;
        foreach (var name in new[] { "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME" })
            start.Environment.Remove(name);
        return Process.Start(start)!;
    }

    internal static async Task<(int Code, string Out, string Error)> Run(string folder, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    [Fact]
    public async Task A_wrong_option_exits_with_2()
    {
        using var shell = new Shell();
        var (code, output, error) = await Run(shell.Folder, "ablate", "position=rope,alibi", "--sead", "3");
        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith("error: unknown option (got --sead).", error);
    }

    [Fact]
    public async Task Workers_compute_a_study()
    {
        using var shell = new Shell();
        var (code, output, error) = await Run(
            shell.Folder,
            "ablate",
            "position=rope,alibi",
            "--task",
            "copy",
            "--seeds",
            "2",
            "--steps",
            "3",
            "--workers",
            "2",
            "--set",
            "model.layers=1",
            "--set",
            "model.width=16",
            "--set",
            "model.headCount=2",
            "--set",
            "model.context=16"
        );
        Assert.True(code == 0, error);
        Assert.Contains("report: ", output);
        Assert.DoesNotContain("finished before", output);
        Assert.Single(Directory.GetDirectories(shell.In("studies")));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_stops_cleanly_and_the_same_command_goes_on(string signal)
    {
        using var shell = new Shell();
        string[] study =
        [
            "ablate",
            "position=rope,alibi",
            "--task",
            "copy",
            "--seeds",
            "1",
            "--steps",
            "100000",
            "--workers",
            "2",
            "--set",
            "model.layers=1",
            "--set",
            "model.width=16",
            "--set",
            "model.headCount=2",
            "--set",
            "model.context=16",
        ];
        using var process = Start(shell.Folder, study);
        var error = process.StandardError;
        while (await error.ReadLineAsync() is { } line && !line.Contains("tokens/s", StringComparison.Ordinal)) { }
        Process.Start("kill", [$"-{signal}", $"{process.Id}"])!.WaitForExit();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        // A program that does not stop must not outlive its test.
        using var end = patience.Token.Register(() => process.Kill(entireProcessTree: true));
        await process.WaitForExitAsync();
        Assert.Equal(130, process.ExitCode);
        Assert.Contains("interrupted; finished runs are kept", await error.ReadToEndAsync());
        Assert.NotEmpty(Directory.EnumerateFiles(shell.Ledger, "state.json", SearchOption.AllDirectories));
    }
}
