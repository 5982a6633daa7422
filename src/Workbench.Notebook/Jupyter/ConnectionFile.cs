using System.Globalization;
using System.Text.Json;

namespace Workbench.Notebook.Jupyter;

/// <summary>
/// A connection file, which the front end writes before it starts the kernel: the addresses of the kernel's sockets and the key that signs
/// messages.
/// </summary>
/// <param name="Transport">"tcp" or "ipc".</param>
/// <param name="Ip">The address to bind; for ipc, the path prefix of the sockets.</param>
/// <param name="ShellPort">The port of requests.</param>
/// <param name="ControlPort">The port of requests that are answered while a cell runs: interrupt, shutdown.</param>
/// <param name="IoPubPort">The port of broadcasts: outputs, busy and idle.</param>
/// <param name="StdinPort">The port of input requests to the user.</param>
/// <param name="HeartbeatPort">The port of the heartbeat echo.</param>
/// <param name="Key">The key that signs messages; empty for unsigned messages.</param>
/// <param name="KernelName">The kernelspec's name; null when the file has none.</param>
public sealed record ConnectionFile(
    string Transport,
    string Ip,
    int ShellPort,
    int ControlPort,
    int IoPubPort,
    int StdinPort,
    int HeartbeatPort,
    string Key,
    string? KernelName = null
)
{
    /// <summary>The only signature scheme that Jupyter uses in practice.</summary>
    public const string Scheme = "hmac-sha256";

    private const string NextStep = "Start the kernel from a front end, which writes a new connection file for every kernel";

    /// <summary>The address of a socket in libzmq's form.</summary>
    public string Endpoint(int port) =>
        string.Create(CultureInfo.InvariantCulture, $"{Transport}://{Ip}{(Transport == "ipc" ? "-" : ":")}{port}");

    /// <summary>Reads a connection file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidInputException">The file is missing, is not JSON, or has invalid values; lists every fault.</exception>
    public static ConnectionFile Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidInputException([new Fault("the connection file does not exist", path, null, NextStep)], error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                [new Fault($"the connection file cannot be read: {error.Message}", path, null, NextStep)],
                error
            );
        }
        return Parse(text, path);
    }

    /// <summary>Reads the text of a connection file.</summary>
    /// <param name="text">A JSON object.</param>
    /// <param name="path">The file's name in errors.</param>
    /// <exception cref="InvalidInputException">As <see cref="Read"/>.</exception>
    public static ConnectionFile Parse(string text, string path)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text);
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(
                [new Fault($"the connection file is not a JSON document: {error.Message}", null, null, NextStep, path)],
                error
            );
        }
        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new InvalidInputException(
                    "the connection file is not a JSON object",
                    document.RootElement.ValueKind.ToString(),
                    null,
                    NextStep,
                    path
                );
            return new Reader(document.RootElement, path).Read();
        }
    }

    private sealed class Reader(JsonElement root, string path)
    {
        private readonly List<Fault> _faults = [];

        public ConnectionFile Read()
        {
            var transport = Text("transport", "tcp");
            if (transport is not ("tcp" or "ipc"))
                Refuse("transport", "unknown transport", transport, "tcp, ipc");
            var ip = Text("ip", "127.0.0.1");
            if (ip.Length == 0)
                Refuse("ip", "must not be empty", "\"\"", "an address, or for ipc a path");
            var scheme = Text("signature_scheme", Scheme);
            if (scheme != Scheme)
                Refuse("signature_scheme", "unknown signature scheme", scheme, Scheme);
            var most = transport == "ipc" ? int.MaxValue : 65535;
            var file = new ConnectionFile(
                transport,
                ip,
                Port("shell_port", most),
                Port("control_port", most),
                Port("iopub_port", most),
                Port("stdin_port", most),
                Port("hb_port", most),
                Text("key", ""),
                root.TryGetProperty("kernel_name", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null
            );
            return _faults.Count == 0 ? file : throw new InvalidInputException(_faults);
        }

        private string Text(string name, string otherwise)
        {
            if (!root.TryGetProperty(name, out var value))
                return otherwise;
            if (value.ValueKind == JsonValueKind.String)
                return value.GetString()!;
            Refuse(name, "must be a string", value.GetRawText(), null);
            return otherwise;
        }

        private int Port(string name, int most)
        {
            var allowed = $"1 to {most.ToString(CultureInfo.InvariantCulture)}";
            if (!root.TryGetProperty(name, out var value))
                Refuse(name, "must be given", null, allowed);
            else if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var port) || port < 1 || port > most)
                Refuse(name, "must be a port", value.GetRawText(), allowed);
            else
                return port;
            return 0;
        }

        private void Refuse(string name, string rule, string? value, string? allowed) =>
            _faults.Add(new Fault(rule, value, allowed, NextStep, $"{path}: {name}"));
    }
}
