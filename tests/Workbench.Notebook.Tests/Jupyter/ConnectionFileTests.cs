using Workbench.Notebook.Jupyter;

namespace Workbench.Notebook.Tests.Jupyter;

/// <summary>Connection files, good and bad.</summary>
public class ConnectionFileTests
{
    private const string Ports = """ "shell_port": 5001, "control_port": 5002, "iopub_port": 5003, "stdin_port": 5004, "hb_port": 5005 """;
    private const string Next = "Start the kernel from a front end, which writes a new connection file for every kernel";

    private static string Refused(string text) =>
        Assert.Throws<InvalidInputException>(() => ConnectionFile.Parse(text, "c.json")).Message.ReplaceLineEndings("\n");

    [Fact]
    public void What_jupyter_writes_is_read()
    {
        var file = ConnectionFile.Parse(
            $$"""{ {{Ports}}, "ip": "127.0.0.1", "key": "k", "transport": "tcp", "signature_scheme": "hmac-sha256", "kernel_name": "workbench", "jupyter_session": "" }""",
            "c.json"
        );
        Assert.Equal(new ConnectionFile("tcp", "127.0.0.1", 5001, 5002, 5003, 5004, 5005, "k", "workbench"), file);
        Assert.Equal("tcp://127.0.0.1:5001", file.Endpoint(file.ShellPort));
    }

    [Fact]
    public void Ipc_appends_the_port_to_a_path()
    {
        var file = ConnectionFile.Parse(
            """{ "transport": "ipc", "ip": "/run/kernel-1-ipc", "shell_port": 1, "control_port": 2, "iopub_port": 3, "stdin_port": 4, "hb_port": 5, "key": "" }""",
            "c.json"
        );
        Assert.Equal("ipc:///run/kernel-1-ipc-3", file.Endpoint(file.IoPubPort));
    }

    [Fact]
    public void Every_fault_is_told_at_once() =>
        Assert.Equal(
            $"""
            c.json: transport: unknown transport (got udp); allowed: tcp, ipc. {Next}
            c.json: signature_scheme: unknown signature scheme (got hmac-md5); allowed: hmac-sha256. {Next}
            c.json: shell_port: must be a port (got 70000); allowed: 1 to 65535. {Next}
            c.json: control_port: must be a port (got "5002"); allowed: 1 to 65535. {Next}
            c.json: iopub_port: must be a port (got 0); allowed: 1 to 65535. {Next}
            c.json: stdin_port: must be a port (got 1.5); allowed: 1 to 65535. {Next}
            c.json: hb_port: must be given; allowed: 1 to 65535. {Next}
            c.json: key: must be a string (got 7). {Next}
            """.ReplaceLineEndings("\n"),
            Refused(
                """{ "transport": "udp", "signature_scheme": "hmac-md5", "shell_port": 70000, "control_port": "5002", "iopub_port": 0, "stdin_port": 1.5, "key": 7 }"""
            )
        );

    [Theory]
    [InlineData("", "c.json: the connection file is not a JSON document: ")]
    [InlineData("{ \"ip\": ", "c.json: the connection file is not a JSON document: ")]
    [InlineData("[1]", "c.json: the connection file is not a JSON object (got Array). ")]
    public void What_is_no_object_is_refused(string text, string message) => Assert.StartsWith(message, Refused(text));

    [Fact]
    public void A_missing_file_is_refused()
    {
        var error = Assert.Throws<InvalidInputException>(() => ConnectionFile.Read("/nowhere/c.json"));
        Assert.Equal($"the connection file does not exist (got /nowhere/c.json). {Next}", error.Message);
        Assert.Equal(ExitCode.BadUsage, error.ExitCode);
    }
}
