using System.Threading.Channels;
using Workbench.Ablation;

namespace Workbench.Notebook.Documents.Running;

/// <summary>
/// The child process's side: runs the cells of one notebook. Requests arrive as JSON lines; outputs and outcomes are returned as JSON
/// lines. The host ends when its input ends or its parent process dies, even while a cell runs.
/// </summary>
internal sealed class CellHost
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ParentCheck = TimeSpan.FromMilliseconds(250);
    private readonly Channel<RunCell> _cells = Channel.CreateUnbounded<RunCell>(new() { SingleReader = true });
    private readonly EventWriter _events;
    private readonly Stream _input;
    private readonly WorkerLifetime _lifetime;
    private readonly TimeProvider _clock;

    private CellHost(Stream input, Stream output, WorkerLifetime lifetime, TimeProvider clock)
    {
        (_input, _lifetime, _clock) = (input, lifetime, clock);
        _events = new EventWriter(output);
    }

    /// <summary>Runs cells until the input ends.</summary>
    /// <param name="input">The requests.</param>
    /// <param name="output">The events.</param>
    /// <param name="create">Creates the interpreter.</param>
    /// <param name="lifetime">Finds the parent process and ends this process.</param>
    /// <param name="clock">The clock of the waits.</param>
    public static Task<ExitCode> RunAsync(
        Stream input,
        Stream output,
        Func<IInterpreter> create,
        WorkerLifetime lifetime,
        TimeProvider clock
    ) => new CellHost(input, output, lifetime, clock).RunAsync(create);

    private async Task<ExitCode> RunAsync(Func<IInterpreter> create)
    {
        var parent = _lifetime.Parent();
        using var interpreter = create();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        StartThread(
            "cells: requests",
            () =>
            {
                ByteLines.Read(_input, line => Take(line.Span, interpreter), _ => { });
                ended.SetResult();
            }
        );
        _events.Write(new ChildReady());
        var work = Task.Run(() => RunCellsAsync(interpreter));
        while (!work.IsCompleted)
        {
            await Task.WhenAny(work, ended.Task, Task.Delay(ParentCheck, _clock, CancellationToken.None)).ConfigureAwait(false);
            if (!ended.Task.IsCompleted && _lifetime.Parent() == parent)
                continue;
            _cells.Writer.TryComplete();
            interpreter.Interrupt();
            if (await Task.WhenAny(work, Task.Delay(Grace, _clock, CancellationToken.None)).ConfigureAwait(false) != work)
                _lifetime.End();
            break;
        }
        await work.ConfigureAwait(false);
        return ExitCode.Done;
    }

    private void Take(ReadOnlySpan<byte> line, IInterpreter interpreter)
    {
        switch (CellMessage.Parse<CellOrder>(line))
        {
            case RunCell cell:
                _cells.Writer.TryWrite(cell);
                break;
            case InterruptCell:
                interpreter.Interrupt();
                break;
        }
    }

    private async Task RunCellsAsync(IInterpreter interpreter)
    {
        await foreach (var cell in _cells.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            var front = new Front(cell.Number, _events);
            CellOutcome outcome;
            try
            {
                outcome = await interpreter.ExecuteAsync(cell.Cell, front).ConfigureAwait(false);
                // Without a pager, help pages are shown as outputs.
                foreach (var page in outcome.Payloads ?? [])
                    front.Send(new DisplayOutput(page.Bundle));
            }
            catch (Exception exception)
            {
                // An internal error of the interpreter: report it as the cell's error; the next cell may still run.
                var error = new ErrorOutput(exception.GetType().Name, exception.Message, exception.ToString().Split('\n'));
                front.Send(error);
                outcome = new(CellStatus.Error, 0, error);
            }
            _events.Write(new CellEnded(cell.Number, outcome));
        }
    }

    private static void StartThread(string name, Action work) =>
        new Thread(() =>
        {
            try
            {
                work();
            }
            catch (IOException)
            {
                // The parent has closed the pipe; the end of the input ends the host.
            }
        })
        {
            IsBackground = true,
            Name = name,
        }.Start();

    private sealed class EventWriter(Stream output)
    {
        private readonly Lock _gate = new();

        public void Write(CellEvent value)
        {
            var line = CellMessage.Line(value);
            try
            {
                lock (_gate)
                    output.Write(line);
            }
            catch (IOException)
            {
                // The parent has closed the pipe; the end of the input ends the host.
            }
        }
    }

    /// <summary>The front end of one cell: sends outputs as events and refuses input.</summary>
    private sealed class Front(int number, EventWriter events) : ICellFrontEnd
    {
        // Long texts are sent in chunks, so that text beyond the notebook's limit is not held in memory twice.
        private const int ChunkLength = 1 << 16;

        public void Send(CellOutput output)
        {
            if (output is not StreamOutput { Text.Length: > ChunkLength } stream)
            {
                events.Write(new CellOutputEvent(number, output));
                return;
            }
            for (var start = 0; start < stream.Text.Length; )
            {
                var end = Math.Min(start + ChunkLength, stream.Text.Length);
                // Do not split a surrogate pair.
                if (end < stream.Text.Length && char.IsHighSurrogate(stream.Text[end - 1]))
                    end--;
                events.Write(new CellOutputEvent(number, stream with { Text = stream.Text[start..end] }));
                start = end;
            }
        }

        public string ReadLine(string prompt, bool password, CancellationToken cancellation) =>
            throw new InvalidInputException(
                "a notebook cannot read input in a headless run",
                prompt.Length > 0 ? $"\"{prompt}\"" : null,
                null,
                "Use a parameter instead: -p name=value"
            );
    }
}
