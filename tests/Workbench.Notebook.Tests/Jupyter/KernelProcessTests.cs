using System.Diagnostics;
using System.Text.Json;

namespace Workbench.Notebook.Tests.Jupyter;

/// <summary>The kernel as a process that Jupyter starts, interrupts, restarts, ends and abandons.</summary>
public class KernelProcessTests(InstalledKernel kernel) : IClassFixture<InstalledKernel>
{
    [Fact]
    public Task Every_test_of_jupyter_kernel_test_passes() =>
        JupyterClient.Pass(
            "jupyter_kernel_tests.py",
            [
                "test_clear_output",
                "test_completion",
                "test_display_data",
                "test_error",
                "test_execute_result",
                "test_execute_stderr",
                "test_execute_stdout",
                "test_history",
                "test_inspect",
                "test_is_complete",
                "test_kernel_info",
                "test_pager",
            ],
            kernel.Environment
        );

    [Fact]
    public async Task Jupyter_kernel_test_defines_no_others()
    {
        var (_, output, error) = await JupyterClient.Run("jupyter_kernel_tests.py", kernel.Environment, "--list");
        Assert.True(output.Length > 0, error);
        Assert.Equal(12, JsonSerializer.Deserialize<string[]>(output)!.Length);
    }

    [Fact]
    public Task A_front_end_restarts_interrupts_asks_and_ends_it() =>
        JupyterClient.Pass(
            "jupyter_manager.py",
            [
                "a_session_with_restarts",
                "an_interrupt",
                "a_question",
                "a_comm",
                "an_endless_comm",
                "many_cells",
                "nbclient_runs_a_notebook",
                "an_orderly_end",
                "an_end_without_threads",
                "last_words",
            ],
            kernel.Environment
        );

    [Theory]
    [InlineData("idle")]
    [InlineData("busy")]
    [InlineData("study")]
    public async Task A_killed_front_end_leaves_no_kernel_and_no_worker_behind(string state)
    {
        using var frontEnd = JupyterClient.Start("jupyter_manager.py", kernel.Environment, "abandoned", state);
        using var end = TestContext.Current.CancellationToken.Register(() => frontEnd.Kill(entireProcessTree: true));
        var complained = frontEnd.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string? said;
        while (
            (said = await frontEnd.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)) is not null && !said.StartsWith('{')
        ) { }
        try
        {
            Assert.True(said is not null, said is null ? await complained : "");
            using var document = JsonDocument.Parse(said!);
            var pids = document.RootElement.GetProperty("pids").EnumerateArray().Select(pid => pid.GetInt32()).ToList();
            Assert.True(pids.Count >= (state == "study" ? 3 : 2), string.Join(' ', pids));
            var processes = pids.Select(Process.GetProcessById).ToList();

            frontEnd.Kill();
            foreach (var process in processes)
                await process
                    .WaitForExitAsync(TestContext.Current.CancellationToken)
                    .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }
        finally
        {
            frontEnd.Kill();
        }
    }

    [Theory]
    [InlineData(
        "missing.json",
        null,
        "error: the connection file does not exist (got {0}). Let the front end write it: it is made anew for every kernel that "
            + "Jupyter starts\n"
    )]
    [InlineData("bad.json", "{", "error: {0}: the connection file is not a JSON document: ")]
    [InlineData("ports.json", "{\"shell_port\": 99999}", "error: {0}: shell_port: must be a port (got 99999); allowed: 1 to 65535. ")]
    [InlineData(
        "scheme.json",
        "{\"signature_scheme\": \"hmac-sha1\"}",
        "error: {0}: signature_scheme: unknown signature scheme (got hmac-sha1); allowed: hmac-sha256. "
    )]
    public async Task A_bad_connection_file_exits_with_2(string name, string? text, string error)
    {
        using var shell = new Shell();
        if (text is not null)
            shell.Write(name, text);
        foreach (var arguments in new[] { new[] { "jupyter", "kernel", "--connection-file", name }, ["jupyter", "kernel", name] })
        {
            var outcome = await shell.Run(arguments);
            Assert.Equal((ExitCode.BadUsage, ""), (outcome.Code, outcome.Out));
            Assert.StartsWith(string.Format(error, shell.In(name)), outcome.Error);
        }
    }

    [Fact]
    public async Task A_connection_file_must_be_given()
    {
        using var shell = new Shell();
        Assert.Equal(
            "error: --connection-file: a connection file must be given. Front ends start the kernel with one after ./workbench "
                + "jupyter install\n",
            (await shell.Run("jupyter", "kernel")).Error
        );
    }
}
