using Workbench.Notebook.Jupyter;

namespace Workbench.Notebook.Tests.Jupyter;

/// <summary>The host over real sockets in this process, with Debian's jupyter_client at the other end.</summary>
public sealed class SocketTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _log = [];
    private readonly CancellationTokenSource _stop = new();

    public void Dispose()
    {
        _stop.Dispose();
        _folder.Dispose();
    }

    private KernelServices Services =>
        new(
            TimeProvider.System,
            KernelServices.RandomIds,
            line =>
            {
                lock (_log)
                    _log.Add(line);
            }
        );

    private async Task<KernelExitReason> Serve(ConnectionFile connection, params string[] scenarios)
    {
        using var interpreter = new FakeInterpreter();
        var host = Task.Run(
            () => JupyterHost.RunAsync(connection, interpreter, Services, null, _stop.Token),
            TestContext.Current.CancellationToken
        );
        try
        {
            var file = Path.Combine(_folder.Path, "connection.json");
            JupyterClient.Write(connection, file);
            await JupyterClient.Pass("jupyter_session.py", scenarios, null, file);
        }
        finally
        {
            if (!scenarios.Contains("shutdown"))
                await _stop.CancelAsync();
        }
        var (end, clean) = await host.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.True(clean);
        return end;
    }

    [Fact]
    public async Task A_client_is_served_until_it_shuts_the_kernel_down()
    {
        Assert.Equal(
            KernelExitReason.ShutDown,
            await Serve(
                JupyterClient.NewConnection(),
                "basics",
                "welcome",
                "heartbeat_while_busy",
                "two_clients",
                "a_connection_again",
                "run_all_stops_at_an_error",
                "shutdown"
            )
        );
        Assert.Empty(_log);
    }

    [Fact]
    public async Task Long_sessions_and_many_outputs_lose_nothing() =>
        Assert.Equal(KernelExitReason.Stopped, await Serve(JupyterClient.NewConnection(), "a_thousand_cells", "ten_thousand_displays"));

    [Fact]
    public async Task Garbage_does_no_harm_and_is_logged()
    {
        await Serve(JupyterClient.NewConnection(), "garbage_does_no_harm");
        foreach (
            var reason in new[]
            {
                "it has no delimiter",
                "it is not signed",
                "its signature is wrong",
                "it is a replay of an earlier message",
            }
        )
            Assert.Contains(_log, line => line == $"a message on the shell channel was dropped: {reason}");
    }

    [Fact]
    public async Task An_unsigned_connection_works() => await Serve(JupyterClient.NewConnection(key: ""), "basics");

    [Fact]
    public async Task Ipc_sockets_come_and_go()
    {
        using var interpreter = new FakeInterpreter();
        var connection = new ConnectionFile("ipc", Path.Combine(_folder.Path, "k"), 1, 2, 3, 4, 5, "secret");
        var ready = new TaskCompletionSource();
        var host = JupyterHost.RunAsync(connection, interpreter, Services, ready.SetResult, _stop.Token);
        await ready.Task;
        Assert.Equal(["k-1", "k-2", "k-3", "k-4", "k-5"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());
        await _stop.CancelAsync();
        Assert.Equal((KernelExitReason.Stopped, true), await host);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_refused_and_nothing_stays_open()
    {
        using var interpreter = new FakeInterpreter();
        var first = JupyterClient.NewConnection();
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, first.HeartbeatPort);
        taken.Start();
        var error = await Assert.ThrowsAsync<InvalidInputException>(() =>
            JupyterHost.RunAsync(first, interpreter, Services, null, _stop.Token)
        );
        Assert.StartsWith($"the kernel cannot listen: bind tcp://127.0.0.1:{first.HeartbeatPort}: Address already in use", error.Message);
        // The other four are free again.
        foreach (var port in new[] { first.ShellPort, first.ControlPort, first.IoPubPort, first.StdinPort })
        {
            using var again = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, port);
            again.Start();
        }
    }

    [Fact]
    public async Task The_end_of_the_parent_ends_the_host_and_so_does_that_of_the_process_it_was_told()
    {
        using var interpreter = new FakeInterpreter();
        var parent = 100;
        var process = new Workbench.Ablation.WorkerLifetime(() => Volatile.Read(ref parent), () => { });
        // This process lives, and is what the kernel is told: its parent is watched all the same.
        var host = JupyterHost.RunAsync(
            JupyterClient.NewConnection(),
            interpreter,
            Services with
            {
                Process = process,
                ParentId = Environment.ProcessId,
            },
            null,
            _stop.Token
        );
        Volatile.Write(ref parent, 1);
        Assert.Equal(
            (KernelExitReason.Abandoned, true),
            await host.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)
        );

        using var frontEnd = System.Diagnostics.Process.Start("sleep", "600");
        host = JupyterHost.RunAsync(
            JupyterClient.NewConnection(),
            interpreter,
            Services with
            {
                Process = process,
                ParentId = frontEnd.Id,
            },
            null,
            _stop.Token
        );
        frontEnd.Kill();
        Assert.Equal(
            (KernelExitReason.Abandoned, true),
            await host.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task A_cell_that_does_not_stop_is_reported_and_does_not_hold_the_host_up()
    {
        using var release = new SemaphoreSlim(0);
        var began = new TaskCompletionSource();
        var interpreter = new FakeInterpreter
        {
            Verbs =
            {
                ["hang"] = (_, _) =>
                {
                    began.SetResult();
                    release.Wait();
                },
            },
        };
        var connection = JupyterClient.NewConnection();
        var file = Path.Combine(_folder.Path, "connection.json");
        JupyterClient.Write(connection, file);
        var host = Task.Run(
            () => JupyterHost.RunAsync(connection, interpreter, Services, null, _stop.Token),
            TestContext.Current.CancellationToken
        );
        using var client = JupyterClient.Start("jupyter_hang.py", null, file);
        await began.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await _stop.CancelAsync();
        Assert.Equal(
            (KernelExitReason.Stopped, false),
            await host.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)
        );
        release.Release();
        client.Kill();
    }
}
