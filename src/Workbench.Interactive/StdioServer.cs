using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Connection;
using Microsoft.DotNet.Interactive.Events;
using Workbench.Ablation;
using Workbench.Notebook;

namespace Workbench.Interactive;

/// <summary>
/// .NET Interactive's stdio protocol: commands come as lines of JSON, events go back as lines of JSON. The end of the commands, or a dead
/// parent, ends it, whatever a cell is doing. An interrupt is a command, Cancel: SIGINT, which reaches a whole group of processes, is left
/// to the host.
/// </summary>
public sealed class StdioServer
{
    private const int LongestLine = 10_000;

    // No token of .NET Interactive has it, which are base 64 and numbers.
    private const char Dot = '~';
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ParentCheck = TimeSpan.FromMilliseconds(250);
    private readonly NotebookInterpreter _interpreter;
    private readonly Stream _output;
    private readonly Lock _gate = new();
    private readonly Subject<string> _lines = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private StdioServer(NotebookInterpreter interpreter, Stream output) => (_interpreter, _output) = (interpreter, output);

    /// <summary>Serves until the commands end.</summary>
    /// <param name="interpreter">The language.</param>
    /// <param name="input">Commands.</param>
    /// <param name="output">Events. Nothing else may be written there.</param>
    /// <param name="hostName">What the host calls this process: the authority of its kernels' addresses.</param>
    /// <param name="lifetime">This process.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellation">Ends it too.</param>
    public static Task RunAsync(
        NotebookInterpreter interpreter,
        Stream input,
        Stream output,
        string hostName,
        WorkerLifetime lifetime,
        TimeProvider clock,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(interpreter);
        ArgumentNullException.ThrowIfNull(lifetime);
        return new StdioServer(interpreter, output).RunAsync(input, hostName, lifetime, clock, cancellation);
    }

    private async Task RunAsync(Stream input, string hostName, WorkerLifetime lifetime, TimeProvider clock, CancellationToken cancellation)
    {
        var parent = lifetime.Parent();
        using var root = new CompositeKernel();
        root.Add(new WorkbenchKernel(_interpreter));
        root.UseQuitCommand(() =>
        {
            _ended.TrySetResult();
            return Task.CompletedTask;
        });
        var address = KernelHost.CreateHostUri(hostName);
        var sender = new KernelCommandAndEventSender(WriteAsync, address);
        var receiver = new Commands(KernelCommandAndEventReceiver.FromObservable(_lines), command => Interrupt(command, sender));
        using var host = root.UseHost(sender, receiver, address);
        await host.ConnectAsync().ConfigureAwait(false);
        // What the first cell waits for, while the person is still writing it.
        _interpreter.WarmUp();
        using var stopped = cancellation.Register(() => _ended.TrySetResult());
        new Thread(() => Read(input)) { IsBackground = true, Name = "stdio: commands" }.Start();
        while (
            lifetime.Parent() == parent
            && await Task.WhenAny(_ended.Task, Task.Delay(ParentCheck, clock, CancellationToken.None)).ConfigureAwait(false) != _ended.Task
        ) { }
        _interpreter.Interrupt();
        // A cell that does not stop would keep the process, its threads and its memory.
        _ = Task.Delay(Grace, clock, CancellationToken.None).ContinueWith(_ => lifetime.End(), TaskScheduler.Default);
    }

    private void Read(Stream input)
    {
        try
        {
            using var reader = new StreamReader(input, new UTF8Encoding(false));
            while (reader.ReadLine() is { } line)
                if (!string.IsNullOrWhiteSpace(line))
                    _lines.OnNext(Whole(line));
        }
        catch (IOException)
        {
            // The other side has gone.
        }
        _ended.TrySetResult();
    }

    /// <summary>
    /// The line of a command with its cell hidden from the parser, and with a token of its own: of two commands with one root, the second
    /// is lost when it comes before the first one's context has gone. What is no such line is handed on: the receiver says what is wrong
    /// with it.
    /// </summary>
    private static string Whole(string line)
    {
        try
        {
            if (JsonNode.Parse(line) is not JsonObject envelope || envelope["command"] is not JsonObject command)
                return line;
            if (envelope["token"] is JsonValue token && token.TryGetValue<string>(out var name))
                envelope["token"] = name.Replace('.', Dot);
            if (command["code"] is JsonValue code && code.TryGetValue<string>(out var text))
                command["code"] = DirectiveEscape.Hide(Reaching(text, command["linePosition"] as JsonObject));
            return envelope.ToJsonString();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return line;
        }
    }

    /// <summary>A host cuts spaces off a cell's end and leaves the cursor behind them, which the parser refuses: "Max(1, |".</summary>
    private static string Reaching(string text, JsonObject? position)
    {
        if (
            position?["line"] is not JsonValue line
            || position["character"] is not JsonValue character
            || !line.TryGetValue<int>(out var number)
            || !character.TryGetValue<int>(out var column)
        )
            return text;
        var lines = text.Split('\n');
        return number == lines.Length - 1 && column > lines[number].Length
            ? text.PadRight(text.Length + Math.Min(column, LongestLine) - lines[number].Length)
            : text;
    }

    private void Interrupt(Cancel command, KernelCommandAndEventSender sender)
    {
        _interpreter.Interrupt();
        _ = sender.SendAsync(new CommandSucceeded(command), CancellationToken.None);
    }

    // Inside of texts the quotes of these words are escaped: the first that are not are the command's.
    private static string WithDots(string json)
    {
        const string name = "\"token\":\"";
        var start = json.IndexOf(name, StringComparison.Ordinal) + name.Length;
        var end = start < name.Length ? -1 : json.IndexOf('"', start);
        return end < 0 || !json.AsSpan(start, end - start).Contains(Dot)
            ? json
            : string.Concat(json.AsSpan(0, start), json[start..end].Replace(Dot, '.'), json.AsSpan(end));
    }

    private Task WriteAsync(string json, CancellationToken cancellation)
    {
        var line = Encoding.UTF8.GetBytes(WithDots(json) + "\n");
        try
        {
            lock (_gate)
                _output.Write(line);
        }
        catch (IOException)
        {
            // Nobody reads any more; the end of the commands says the rest.
        }
        return Task.CompletedTask;
    }

    /// <summary>
    /// The commands that the kernel's scheduler gets. An interrupt is none of them: the scheduler would give up the cell at once, and what
    /// the cell still has to say, its error first of all, would be lost.
    /// </summary>
    private sealed class Commands(IObservable<CommandOrEvent> source, Action<Cancel> interrupt) : IKernelCommandAndEventReceiver
    {
        public IDisposable Subscribe(IObserver<CommandOrEvent> observer) => source.Where(Passes).Subscribe(observer);

        private bool Passes(CommandOrEvent one)
        {
            if (one.Command is not Cancel cancel)
                return true;
            interrupt(cancel);
            return false;
        }
    }
}
