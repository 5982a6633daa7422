using System.Diagnostics;
using System.Text.Json;
using Workbench.Notebook;

namespace Workbench.Notebook.Tests.Streams;

/// <summary>What cells print, natively too, is theirs; the process's own streams are the host's.</summary>
public sealed class StandardStreamsTests : IDisposable
{
    private readonly Process _child = Process.Start(
        new ProcessStartInfo(Environment.ProcessPath!, [StreamsChild.Word])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }
    )!;

    public void Dispose()
    {
        _child.Kill(entireProcessTree: true);
        _child.Dispose();
    }

    [Fact]
    public async Task What_a_cell_prints_is_its_own_however_it_prints_it()
    {
        Assert.Equal(("a\nb", "c\n"), await Printed("Console.WriteLine(\"a\"); Console.Write('b'); Console.Error.WriteLine(\"c\");"));
        Assert.Equal(("from a task\n", ""), await Printed("await Task.Run(() => Console.WriteLine(\"from a task\"));"));
        Assert.Equal(
            ("from a thread\n", ""),
            await Printed("var t = new Thread(() => Console.WriteLine(\"from a thread\")); t.Start(); t.Join();")
        );
        const string native =
            "[System.Runtime.InteropServices.DllImport(\"libc\")] static extern int puts(string s); "
            + "[System.Runtime.InteropServices.DllImport(\"libc\")] static extern nint write(int fd, byte[] b, nint n);";
        await Printed(native);
        Assert.Equal(("from C\n", ""), await Printed("puts(\"from C\");"));
        Assert.Equal(("", "straight\n"), await Printed("write(2, \"straight\\n\"u8.ToArray(), 9);"));
        Assert.Equal(("from a child\n", ""), await Printed("System.Diagnostics.Process.Start(\"echo\", \"from a child\").WaitForExit();"));
        Assert.Equal(("", ""), await Printed("System.Diagnostics.Process.Start(\"cat\").WaitForExit();"));
        Assert.Equal(("é€😀\n", ""), await Printed("puts(\"é€😀\");"));
    }

    [Fact]
    public async Task Much_native_output_comes_whole()
    {
        const int lines = 20_000;
        var (printed, _) = await Printed($"System.Diagnostics.Process.Start(\"seq\", \"{lines}\").WaitForExit();");
        Assert.Equal(string.Concat(Enumerable.Range(1, lines).Select(line => $"{line}\n")), printed);
    }

    [Fact]
    public async Task Much_native_output_of_errors_comes_whole()
    {
        const int lines = 20_000;
        var (_, printed) = await Printed($"System.Diagnostics.Process.Start(\"sh\", [\"-c\", \"seq {lines} >&2\"]).WaitForExit();");
        Assert.Equal(string.Concat(Enumerable.Range(1, lines).Select(line => $"{line}\n")), printed);
    }

    [Fact]
    public async Task A_stack_that_is_used_up_ends_the_process_however_long_its_last_words_are()
    {
        // Frames in an order that does not repeat: the runtime tells of each of them.
        await _child.StandardInput.WriteLineAsync(
            JsonSerializer.Serialize(
                """
                IEnumerable<object> chain = new object[] { 1 };
                var random = new Random(1);
                for (var i = 0; i < 1_000_000; i++)
                    chain = random.Next(2) == 0 ? chain.Distinct() : chain.DefaultIfEmpty();
                foreach (var one in chain)
                    break;
                """
            )
        );
        await _child.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        await _child
            .WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);
        Assert.NotEqual(0, _child.ExitCode);
    }

    [Fact]
    public async Task Input_is_the_front_ends()
    {
        Assert.Equal("an answer", (await Run("Console.ReadLine()")).Result);
        Assert.Contains("this front end takes no input", (await Run("Console.ReadLine(); Console.ReadLine();")).Failure);
    }

    [Fact]
    public async Task A_thread_that_throws_does_not_end_the_process()
    {
        var answer = await Run("var t = new Thread(() => throw new Exception(\"alone\")); t.Start(); t.Join();");
        Assert.Equal((CellStatus.Ok, "unhandled background exception: Exception: alone\n"), (answer.Status, answer.Error));
        Assert.Equal("3", (await Run("1 + 2")).Result);
    }

    private async Task<(string Out, string Error)> Printed(string code)
    {
        var answer = await Run(code);
        Assert.True(answer.Status == CellStatus.Ok, answer.Failure);
        return (answer.Out, answer.Error);
    }

    private async Task<StreamsChild.Answer> Run(string code)
    {
        await _child.StandardInput.WriteLineAsync(JsonSerializer.Serialize(code));
        await _child.StandardInput.FlushAsync();
        var line = await _child.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return JsonSerializer.Deserialize<StreamsChild.Answer>(
            line ?? throw new InvalidOperationException(await _child.StandardError.ReadToEndAsync())
        )!;
    }
}
