using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Workbench.Notebook.Jupyter;

namespace Workbench.Testing;

/// <summary>Debian's Jupyter packages, driven by the scripts in tests/oracles.</summary>
internal static class JupyterClient
{
    /// <summary>The system's Python: that is where Debian's packages are.</summary>
    public const string Python = "/usr/bin/python3";

    /// <summary>Runs a script that reports scenarios as JSON lines; fails with the first failed scenario's text.</summary>
    public static async Task Pass(
        string script,
        IReadOnlyList<string> scenarios,
        IReadOnlyDictionary<string, string>? environment,
        params string[] arguments
    )
    {
        var (code, output, error) = await Run(script, environment, [.. arguments, .. scenarios]);
        var passed = new List<string>();
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith('{')))
        {
            using var document = JsonDocument.Parse(line);
            var name = document.RootElement.GetProperty("scenario").GetString()!;
            Assert.True(
                document.RootElement.GetProperty("ok").GetBoolean(),
                $"{name}:\n{(document.RootElement.TryGetProperty("text", out var text) ? text.GetString() : "")}\n{error}"
            );
            passed.Add(name);
        }
        Assert.True(code == 0, error);
        Assert.Equal(scenarios, passed);
    }

    /// <summary>Runs a script to its end.</summary>
    public static async Task<(int Code, string Out, string Error)> Run(
        string script,
        IReadOnlyDictionary<string, string>? environment,
        params IReadOnlyList<string> arguments
    )
    {
        using var process = Start(script, environment, arguments);
        using var end = TestContext.Current.CancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    public static Process Start(string script, IReadOnlyDictionary<string, string>? environment, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(Python, [Clone.In("tests", "oracles", script), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>A connection to five ports that were free a moment ago.</summary>
    public static ConnectionFile NewConnection(string key = "secret")
    {
        var listeners = Enumerable.Range(0, 5).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToList();
        listeners.ForEach(listener => listener.Dispose());
        return new ConnectionFile("tcp", "127.0.0.1", ports[0], ports[1], ports[2], ports[3], ports[4], key);
    }

    /// <summary>Writes a connection as a front end does.</summary>
    public static void Write(ConnectionFile connection, string path) =>
        File.WriteAllText(
            path,
            JsonSerializer.Serialize(
                new Dictionary<string, object>
                {
                    ["transport"] = connection.Transport,
                    ["ip"] = connection.Ip,
                    ["shell_port"] = connection.ShellPort,
                    ["control_port"] = connection.ControlPort,
                    ["iopub_port"] = connection.IoPubPort,
                    ["stdin_port"] = connection.StdinPort,
                    ["hb_port"] = connection.HeartbeatPort,
                    ["key"] = connection.Key,
                    ["signature_scheme"] = ConnectionFile.Scheme,
                }
            )
        );
}
