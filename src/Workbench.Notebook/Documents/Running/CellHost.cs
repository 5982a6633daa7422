using System.Threading.Channels;
using Workbench.Ablation;

namespace Workbench.Notebook.Documents.Running;

/// <summary>
/// The inside of a child process that runs the cells of one notebook: orders come as JSON lines, outputs and outcomes go back as JSON
/// lines. The end of the orders, or a dead parent, ends it, whatever a cell is doing.
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

    /// <summary>Runs cells until the orders end.</summary>
    /// <param name="input">Orders.</param>
    /// <param name="output">Events.</param>
    /// <param name="create">Makes the interpreter.</param>
    /// <param name="lifetime">This process, as the host sees it.</param>
    /// <param name="clock">The clock.</param>
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
            "cells: orders",
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
                // There is no pager: help is an output like others.
                foreach (var page in outcome.Payloads ?? [])
                    front.Send(new DisplayOutput(page.Bundle));
            }
            catch (Exception exception)
            {
                // A defect of the interpreter: the notebook is told, and the next cell may still run.
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
                // The other side has gone; the end of the orders says so too.
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
                // Nobody reads any more; the end of the orders says the rest.
            }
        }
    }

    /// <summary>The front end of one cell: it shows, and never asks.</summary>
    private sealed class Front(int number, EventWriter events) : ICellFrontEnd
    {
        // A long text goes in pieces, so that what is over the notebook's bound never stands in memory twice.
        private const int Piece = 1 << 16;

        public void Send(CellOutput output)
        {
            if (output is not StreamOutput { Text.Length: > Piece } stream)
            {
                events.Write(new CellOutputEvent(number, output));
                return;
            }
            for (var start = 0; start < stream.Text.Length; )
            {
                var end = Math.Min(start + Piece, stream.Text.Length);
                // A pair of surrogates stays together.
                if (end < stream.Text.Length && char.IsHighSurrogate(stream.Text[end - 1]))
                    end--;
                events.Write(new CellOutputEvent(number, stream with { Text = stream.Text[start..end] }));
                start = end;
            }
        }

        public string ReadLine(string prompt, bool password, CancellationToken cancellation) =>
            throw new InvalidInputException(
                "a notebook that runs without a person cannot ask for input",
                prompt.Length > 0 ? $"\"{prompt}\"" : null,
                null,
                "Make it a parameter: -p name=value"
            );
    }
}
