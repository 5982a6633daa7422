using System.Diagnostics;

namespace Workbench.Cli.Tests;

/// <summary>The real executable: exit codes, streams, workers, signals.</summary>
public class ExecutableTests
{
    [Fact]
    public async Task A_wrong_option_exits_with_2()
    {
        using var shell = new Shell();
        var (code, output, error) = await WorkbenchProgram.Run(shell.Folder, "ablate", "position=rope,alibi", "--sead", "3");
        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith("error: unknown option (got --sead).", error);
    }

    [Fact]
    public async Task Workers_compute_a_study()
    {
        using var shell = new Shell();
        var (code, output, error) = await WorkbenchProgram.Run(
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

    [Fact]
    public async Task Without_Slurm_its_launcher_is_refused()
    {
        using var shell = new Shell();
        string[] study = ["ablate", "position=rope,alibi", "--task", "copy", "--launcher", "slurm:partition=low"];
        using var process = Process.Start(
            new ProcessStartInfo("env", ["PATH=/nothing", $"HOME={shell.Folder}", WorkbenchProgram.Path, .. study])
            {
                WorkingDirectory = shell.Folder,
                RedirectStandardError = true,
            }
        )!;
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            (
                2,
                "error: launcher: the launcher slurm needs Slurm's commands, and this one is not installed (got sbatch); "
                    + "allowed: sbatch, squeue, scancel, sinfo, scontrol. Run the study on a machine that submits to the cluster, or choose "
                    + "the launcher processes.\n"
            ),
            (process.ExitCode, error)
        );
        Assert.False(Directory.Exists(shell.In("studies")));
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
        using var process = WorkbenchProgram.Start(shell.Folder, study);
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
