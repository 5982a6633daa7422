using System.Diagnostics;
using System.Text.Json;

namespace Workbench.Interactive.Tests;

/// <summary><c>kernel --stdio</c>, the real executable, spoken with by hand.</summary>
public sealed class StdioKernelTests : IDisposable
{
    private readonly Process _process;

    public StdioKernelTests() => _process = Start("kernel", "--stdio");

    [Fact]
    public async Task Nothing_that_a_cell_writes_gets_between_the_lines_of_the_protocol()
    {
        Assert.Equal("KernelReady", (await NextAsync()).Kind);
        var events = await SendAsync(
            "SubmitCode",
            """
            [System.Runtime.InteropServices.DllImport("libc")] static extern int puts(string text);
            puts("{\"eventType\":\"CommandSucceeded\"}");
            var child = System.Diagnostics.Process.Start("sh", ["-c", "echo child; echo problem >&2"]);
            child.WaitForExit();
            Console.Write("managed");
            Console.OpenStandardOutput().Write("raw\n"u8);
            """
        );
        Assert.Equal("CommandSucceeded", events[^1].Kind);
        var written = string.Concat(
            events
                .Where(one => one.Kind == "StandardOutputValueProduced")
                .Select(one => one.Event.GetProperty("formattedValues")[0].GetProperty("value").GetString())
        );
        Assert.All(
            (string[])["{\"eventType\":\"CommandSucceeded\"}\n", "child\n", "managed", "raw\n"],
            text => Assert.Contains(text, written, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task What_a_cell_printed_before_it_ended_the_process_is_told()
    {
        await NextAsync();
        await WriteAsync(
            "SubmitCode",
            """
            [System.Runtime.InteropServices.DllImport("libc")] static extern int puts(string text);
            Console.Write("before ");
            puts("the end");
            Environment.Exit(3);
            """
        );
        var written = "";
        while (!written.Contains("before ", StringComparison.Ordinal) || !written.Contains("the end", StringComparison.Ordinal))
        {
            var (kind, told) = await NextAsync();
            if (kind == "StandardOutputValueProduced")
                written += told.GetProperty("formattedValues")[0].GetProperty("value").GetString();
        }
        await _process
            .WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal(3, _process.ExitCode);
    }

    [Fact]
    public async Task What_is_no_command_is_said_to_be_none_and_the_kernel_lives_on()
    {
        await NextAsync();
        foreach (var line in (string[])["no JSON", "{}", "{\"token\":\"a\",\"commandType\":\"Nothing\",\"command\":{}}"])
        {
            await _process.StandardInput.WriteLineAsync(line);
            Assert.Equal("ErrorProduced", (await NextAsync()).Kind);
        }
        Assert.Contains(
            await SendAsync("SubmitCode", "6 * 7"),
            one => one.Kind == "ReturnValueProduced" && one.Event.GetProperty("formattedValues")[0].GetProperty("value").GetString() == "42"
        );
    }

    [Fact]
    public async Task The_end_of_the_commands_ends_it_whatever_a_cell_is_doing()
    {
        await NextAsync();
        await WriteAsync("SubmitCode", "Console.WriteLine(1); while (true) Thread.Sleep(1);");
        Assert.Equal("StandardOutputValueProduced", (await NextAsync()).Kind);
        _process.StandardInput.Close();
        await _process
            .WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Another_way_to_speak_is_not_known()
    {
        using var process = Start("kernel");
        var said = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            (2, "error: a transport must be given; allowed: --stdio. For Jupyter and VS Code: ./workbench jupyter install\n"),
            (process.ExitCode, said)
        );
    }

    private static Process Start(params string[] arguments) =>
        Process.Start(
            new ProcessStartInfo(WorkbenchProgram.Path, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;

    private async Task<IReadOnlyList<(string Kind, JsonElement Event)>> SendAsync(string type, string code)
    {
        await WriteAsync(type, code);
        var events = new List<(string Kind, JsonElement Event)>();
        do events.Add(await NextAsync());
        while (!events[^1].Kind.StartsWith("Command", StringComparison.Ordinal));
        return events;
    }

    private Task WriteAsync(string type, string code) =>
        _process.StandardInput.WriteLineAsync(
            JsonSerializer.Serialize(
                new
                {
                    token = "token",
                    commandType = type,
                    command = new { code, targetKernelName = "workbench" },
                }
            )
        );

    private async Task<(string Kind, JsonElement Event)> NextAsync()
    {
        var line = await _process
            .StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
            .AsTask()
            .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        using var document = JsonDocument.Parse(line ?? throw new InvalidOperationException("the kernel has gone"));
        return (document.RootElement.GetProperty("eventType").GetString()!, document.RootElement.GetProperty("event").Clone());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
