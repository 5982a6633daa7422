using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Workbench.Notebook.Tests.Jupyter;

namespace Workbench.Notebook.Tests.EndToEnd;

/// <summary>
/// Debian's Jupyter Notebook on the loopback, with our kernel installed for it alone, and a browser to look at it. Corpora come from the
/// user's own cache.
/// </summary>
public sealed class JupyterServer : IAsyncLifetime
{
    private const string Token = "workbench";
    private readonly TemporaryFolder _notebooks = new();
    private readonly InstalledKernel _kernel = new();
    private readonly HttpClient _http = new() { DefaultRequestHeaders = { { "Authorization", $"token {Token}" } } };
    private Process? _server;
    private string _address = "";

    internal Browser Browser { get; } = new();

    /// <summary>What a program has to know to find the same kernel, ledger and cache.</summary>
    internal IReadOnlyDictionary<string, string> Environment { get; private set; } = new Dictionary<string, string>();

    public async ValueTask InitializeAsync()
    {
        await _kernel.InitializeAsync();
        Environment = new Dictionary<string, string>(_kernel.EnvironmentWithCorpora)
        {
            ["JUPYTER_CONFIG_DIR"] = _notebooks.File(".jupyter"),
        };
        var start = new ProcessStartInfo(
            JupyterClient.Python,
            [
                "-m",
                "notebook",
                "--no-browser",
                "--allow-root",
                "--ip=127.0.0.1",
                $"--port={FreePort()}",
                $"--NotebookApp.token={Token}",
                $"--notebook-dir={_notebooks.Path}",
            ]
        )
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            WorkingDirectory = _notebooks.Path,
        };
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        _server = Process.Start(start)!;
        var said = new List<string>();
        while (await _server.StandardError.ReadLineAsync() is { } line && _address.Length == 0)
        {
            said.Add(line);
            if (line.IndexOf("http://127.0.0.1", StringComparison.Ordinal) is var at and > 0)
                _address = line[at..line.IndexOf('?')].TrimEnd('/');
        }
        Assert.True(_address.Length > 0, string.Join('\n', said));
        // What it says later is of no interest, but a full pipe would stop it.
        _ = _server.StandardError.ReadToEndAsync();
        _ = _server.StandardOutput.ReadToEndAsync();
        await Browser.InitializeAsync();
    }

    /// <summary>Puts a notebook into the server's folder.</summary>
    /// <returns>Its path.</returns>
    internal string Put(string name, JsonNode notebook)
    {
        File.WriteAllText(_notebooks.File(name), notebook.ToJsonString());
        return _notebooks.File(name);
    }

    internal string PathOf(string name) => _notebooks.File(name);

    /// <summary>Opens a notebook as a click on it does, and waits for the kernel that the notebook asks for.</summary>
    internal async Task<NotebookPage> OpenAsync(string name)
    {
        var page = new NotebookPage(await Browser.OpenAsync($"{_address}/notebooks/{name}?token={Token}"));
        await page.KernelIsReadyAsync();
        return page;
    }

    /// <summary>Ends every kernel, as "Shutdown" does on the page of running notebooks.</summary>
    internal async Task ShutDownKernelsAsync()
    {
        foreach (var session in JsonNode.Parse(await _http.GetStringAsync($"{_address}/api/sessions"))!.AsArray())
            (await _http.DeleteAsync($"{_address}/api/sessions/{session!["id"]}")).EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        if (_server is not null)
        {
            _server.Kill(entireProcessTree: true);
            await _server.WaitForExitAsync();
            _server.Dispose();
        }
        _http.Dispose();
        await _kernel.DisposeAsync();
        _notebooks.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
