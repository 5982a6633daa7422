using System.Diagnostics;
using Workbench.Notebook.Documents;

namespace Workbench.Notebook.Tests.Documents;

/// <summary><c>workbench run</c> as people start it: exit codes, Ctrl-C, a parent that is killed.</summary>
public sealed class RunExecutableTests : IDisposable
{
    private readonly RunShell _shell = new();

    public void Dispose() => _shell.Dispose();

    // In a session of its own, as under a terminal: a Ctrl-C reaches the runner and its children alike.
    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("env", ["--default-signal=INT,TERM", "setsid", WorkbenchProgram.Path, .. arguments])
        {
            WorkingDirectory = _shell.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = _shell.Folder;
        start.Environment["OMP_NUM_THREADS"] = "1";
        return Process.Start(start)!;
    }

    private static async Task<(int Code, string Out, string Error)> End(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var kill = patience.Token.Register(() => process.Kill(entireProcessTree: true));
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    [Fact]
    public async Task Exit_codes_and_texts()
    {
        _shell.Write("good.ipynb", "Console.WriteLine(6 * 7)");
        _shell.Write("bad.ipynb", "1 / int.Parse(\"0\")");
        using var good = Start("run", "good.ipynb", "-o", "out.ipynb");
        var (code, output, error) = await End(good);
        Assert.True(code == 0, error);
        Assert.StartsWith("good.ipynb: 1 cell run, ", output, StringComparison.Ordinal);
        Assert.Equal("stdout: 42", RunShell.Shown(NotebookDocument.Read(_shell.File("out.ipynb")).Cells[0]));

        using var bad = Start("run", "good.ipynb", "bad.ipynb", "-j", "2");
        (code, output, error) = await End(bad);
        Assert.Equal(4, code);
        Assert.Contains("bad.ipynb: cell 1 failed, ", output, StringComparison.Ordinal);
        Assert.Contains("DivideByZeroException", output, StringComparison.Ordinal);
        Assert.EndsWith("1 of 2 notebooks without errors\n", output, StringComparison.Ordinal);

        using var wrong = Start("run", "good.ipynb", "-p", "x");
        (code, output, error) = await End(wrong);
        Assert.Equal((2, "", "error: -p: a parameter must be a name and a value (got x); allowed: name=value\n"), (code, output, error));
    }

    [Fact]
    public async Task What_a_cell_printed_before_it_ended_its_process_is_kept()
    {
        _shell.Write(
            "in.ipynb",
            "[System.Runtime.InteropServices.DllImport(\"libc\")] static extern int puts(string text);\nConsole.Write(\"before "
                + "\");\nputs(\"the end\");\nEnvironment.Exit(3);"
        );
        using var process = Start("run", "in.ipynb", "-o", "out.ipynb");
        var (code, output, error) = await End(process);
        Assert.True(code == 4, output + error);
        var shown = RunShell.Shown(NotebookDocument.Read(_shell.File("out.ipynb")).Cells[0]);
        Assert.Contains("before ", shown, StringComparison.Ordinal);
        Assert.Contains("the end", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_interrupts_the_cell_saves_and_exits_with_130()
    {
        _shell.Write(
            "in.ipynb",
            "File.WriteAllText(\"running\", \"\");\nConsole.WriteLine(\"shown\");\nawait Task.Delay(-1, "
                + "CellContext.Current!.Cancellation);",
            "1"
        );
        using var process = Start("run", "in.ipynb", "-o", "out.ipynb");
        while (!File.Exists(_shell.File("running")) && !process.HasExited)
            await Task.Delay(20);
        using (var kill = Process.Start("kill", ["-INT", "--", $"-{process.Id}"]))
            await kill.WaitForExitAsync();
        var (code, output, error) = await End(process);
        Assert.True(code == 130, output + error);
        Assert.Contains("in.ipynb: cell 1 was interrupted, ", output, StringComparison.Ordinal);
        Assert.Contains(
            "stdout: shown",
            RunShell.Shown(NotebookDocument.Read(_shell.File("out.ipynb")).Cells[0]),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_program_that_ends_runs_after_a_time_lets_them_save_and_report()
    {
        _shell.Write(
            "in.ipynb",
            "File.WriteAllText(\"running\", \"\");\nConsole.WriteLine(\"shown\");\nawait Task.Delay(-1, CellContext.Current!.Cancellation);"
        );
        using var process = Start("run", "in.ipynb", "-o", "out.ipynb", "--junit", "report.xml");
        while (!File.Exists(_shell.File("running")) && !process.HasExited)
            await Task.Delay(20);
        // As timeout(1) does: the program, and in the same moment its group.
        using (var kill = Process.Start("sh", ["-c", $"kill -TERM {process.Id}; kill -TERM -- -{process.Id}"]))
            await kill.WaitForExitAsync();
        var (code, output, error) = await End(process);
        Assert.True(code == 130, $"{code} {output}{error}");
        Assert.Contains(
            "stdout: shown",
            RunShell.Shown(NotebookDocument.Read(_shell.File("out.ipynb")).Cells[0]),
            StringComparison.Ordinal
        );
        Assert.Contains("errors=\"1\"", await File.ReadAllTextAsync(_shell.File("report.xml")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_runner_leaves_no_child_and_no_half_file()
    {
        _shell.Write(
            "in.ipynb",
            "File.WriteAllText(\"pid\", $\"{Environment.ProcessId}\");\nFile.Move(\"pid\", \"child\");\nThread.Sleep(-1);"
        );
        using var process = Start("run", "in.ipynb", "-o", "out.ipynb");
        while (!File.Exists(_shell.File("child")) && !process.HasExited)
            await Task.Delay(20);
        using var child = Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(_shell.File("child"))));
        process.Kill();
        await End(process);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await child.WaitForExitAsync(patience.Token);
        Assert.Single(NotebookDocument.Read(_shell.File("out.ipynb")).Cells);
    }
}
