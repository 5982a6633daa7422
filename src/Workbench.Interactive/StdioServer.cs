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
/// .NET Interactive's stdio protocol: commands arrive as lines of JSON, and events leave as lines of JSON. The server ends when its input
/// ends or its parent process dies, even while a cell runs. An interrupt is the command Cancel. The server does not handle SIGINT, which
/// reaches the whole process group.
/// </summary>
public sealed class StdioServer
{
    private const int LongestLine = 10_000;

    // Replaces the dots of command tokens. The tokens of .NET Interactive are base64 and numbers and never contain it.
    private const char Dot = '~';
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ParentCheck = TimeSpan.FromMilliseconds(250);
    private readonly NotebookInterpreter _interpreter;
    private readonly Stream _output;
    private readonly Lock _gate = new();
    private readonly Subject<string> _lines = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private StdioServer(NotebookInterpreter interpreter, Stream output) => (_interpreter, _output) = (interpreter, output);

    /// <summary>Serves until the input ends, the parent process dies or the token is cancelled.</summary>
    /// <param name="interpreter">The interpreter that runs the cells.</param>
    /// <param name="input">The commands.</param>
    /// <param name="output">The events. Nothing else may write to this stream.</param>
    /// <param name="hostName">The host's name for this process: the authority of its kernels' URIs.</param>
    /// <param name="lifetime">Finds the parent process and ends this process.</param>
    /// <param name="clock">The clock of the waits.</param>
    /// <param name="cancellation">Ends the server.</param>
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
        // Loads the compiler while the user writes the first cell.
        _interpreter.WarmUp();
        using var stopped = cancellation.Register(() => _ended.TrySetResult());
        new Thread(() => Read(input)) { IsBackground = true, Name = "stdio: commands" }.Start();
        while (
            lifetime.Parent() == parent
            && await Task.WhenAny(_ended.Task, Task.Delay(ParentCheck, clock, CancellationToken.None)).ConfigureAwait(false) != _ended.Task
        ) { }
        _interpreter.Interrupt();
        // A cell that ignores the interrupt would keep the process alive.
        _ = Task.Delay(Grace, clock, CancellationToken.None).ContinueWith(_ => lifetime.End(), TaskScheduler.Default);
    }

    private void Read(Stream input)
    {
        try
        {
            using var reader = new StreamReader(input, new UTF8Encoding(false));
            while (reader.ReadLine() is { } line)
                if (!string.IsNullOrWhiteSpace(line))
                    _lines.OnNext(Escaped(line));
        }
        catch (IOException)
        {
            // The host has closed the pipe.
        }
        _ended.TrySetResult();
    }

    /// <summary>
    /// Escapes a command's line: hides the cell's magics from the parser and replaces the dots of the token. With the original token the
    /// second of two commands with one root is lost if it arrives before the first one's context has ended. Returns a line that is no
    /// command unchanged: the receiver reports the error.
    /// </summary>
    private static string Escaped(string line)
    {
        try
        {
            if (JsonNode.Parse(line) is not JsonObject envelope || envelope["command"] is not JsonObject command)
                return line;
            if (envelope["token"] is JsonValue token && token.TryGetValue<string>(out var name))
                envelope["token"] = name.Replace('.', Dot);
            if (command["code"] is JsonValue code && code.TryGetValue<string>(out var text))
                command["code"] = DirectiveEscape.Hide(PaddedToCursor(text, command["linePosition"] as JsonObject));
            return envelope.ToJsonString();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return line;
        }
    }

    /// <summary>
    /// Pads the last line to the cursor. A host trims a cell's trailing spaces but not the cursor position ("Max(1, |"), and the parser
    /// refuses a position outside the text.
    /// </summary>
    private static string PaddedToCursor(string text, JsonObject? position)
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

    // Inside JSON strings the quotes of "token" are escaped, so the first unescaped match is the command's token.
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
            // The host has closed the pipe; the end of the input ends the server.
        }
        return Task.CompletedTask;
    }

    /// <summary>
    /// Passes on every command but Cancel. The scheduler would abandon the cell on Cancel at once, and the outputs that follow, first of
    /// all the error, would be lost.
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
