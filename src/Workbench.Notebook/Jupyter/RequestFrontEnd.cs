using System.Globalization;

namespace Workbench.Notebook.Jupyter;

/// <summary>
/// The front end of one request. Outputs, late ones included, carry the request's header as their parent. Printed text is batched, so that
/// a loop of short lines becomes a few messages; other outputs flush the batch first.
/// </summary>
internal sealed class RequestFrontEnd : ICellFrontEnd
{
    /// <summary>A batch is sent when it has this many characters, or <see cref="BatchTime"/> after its first character.</summary>
    internal const int BatchLength = 32 * 1024;
    internal static readonly TimeSpan BatchTime = TimeSpan.FromMilliseconds(50);

    /// <summary>The maximum number of printed characters per cell; editors cannot open notebooks with 100 MB of text.</summary>
    internal const int TextLimit = 8 * 1024 * 1024;

    // An async local finds this front end even when the interpreter wraps it.
    private static readonly AsyncLocal<RequestFrontEnd?> Flow = new();

    private readonly Kernel _kernel;
    private readonly Request _request;
    private readonly bool _silent;
    private readonly bool _allowsInput;
    private readonly Lock _gate = new();
    private readonly StreamBatch _batch = new();
    private ITimer? _timer;
    private long _printed;
    private string? _result;

    public RequestFrontEnd(Kernel kernel, Request request, bool silent, bool allowsInput)
    {
        _kernel = kernel;
        _request = request;
        _silent = silent;
        _allowsInput = allowsInput;
    }

    /// <summary>The front end of the current async flow, including tasks that outlive their request; null elsewhere.</summary>
    public static RequestFrontEnd? Current => Flow.Value;

    /// <summary>The kernel, for comms that a cell opens.</summary>
    public Kernel Kernel => _kernel;

    /// <summary>The request's header, as the parent of messages.</summary>
    public byte[] Parent => _request.Message.HeaderBytes;

    /// <summary>Makes this the current front end of the calling async flow and of the tasks that it starts.</summary>
    public void Enter() => Flow.Value = this;

    /// <summary>Clears the current front end of the calling async flow.</summary>
    public static void Leave() => Flow.Value = null;

    /// <inheritdoc/>
    public void Send(CellOutput output)
    {
        if (_silent)
            return;
        // A thread abort waits for the end of a finally block; otherwise it could leave half a batch or a held lock.
        try { }
        finally
        {
            lock (_gate)
            {
                if (output is StreamOutput text)
                    Print(text);
                else
                    Show(output);
            }
        }
    }

    private void Print(StreamOutput output)
    {
        var room = TextLimit - _printed;
        _printed += output.Text.Length;
        if (room <= 0)
            return;
        if (output.Text.Length > room)
        {
            Append(output.Stream, output.Text[..(int)room]);
            Append(
                StandardStream.Error,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"\n[this cell has printed more than {TextLimit / (1024 * 1024)} MB of text; the rest is dropped. Write "
                        + $"the text to a file instead.]\n"
                )
            );
        }
        else
        {
            Append(output.Stream, output.Text);
        }
    }

    private void Append(StandardStream stream, string text)
    {
        if (_batch.Length > 0 && _batch.Stream != stream)
            Flush(everything: true);
        _batch.Append(stream, text);
        while (_batch.Length >= BatchLength)
            Publish(_batch.Take(BatchLength));
        if (_batch.Length > 0)
            _timer ??= _kernel.Services.Clock.CreateTimer(
                static self => ((RequestFrontEnd)self!).FlushLate(),
                this,
                BatchTime,
                Timeout.InfiniteTimeSpan
            );
    }

    private void Show(CellOutput output)
    {
        Flush(everything: true);
        var (type, content) = output switch
        {
            DisplayOutput display => (display.Update ? "update_display_data" : "display_data", MessageContents.Display(display)),
            ResultOutput result => ("execute_result", MessageContents.Result(result)),
            ErrorOutput error => ("error", MessageContents.Error(error)),
            ClearOutput clear => ("clear_output", MessageContents.ClearOutput(clear.Wait)),
            _ => throw new InvalidOperationException($"no message for {output.GetType().Name}"),
        };
        if (output is ResultOutput { Bundle: var bundle })
            _result = bundle.Text("text/plain");
        _kernel.Publish(type, Parent, content);
    }

    private void FlushLate()
    {
        lock (_gate)
        {
            Flush(everything: false);
            // Half of a surrogate pair stays in the batch until the other half arrives.
            if (_batch.Length > 0)
                _timer = _kernel.Services.Clock.CreateTimer(
                    static self => ((RequestFrontEnd)self!).FlushLate(),
                    this,
                    BatchTime,
                    Timeout.InfiniteTimeSpan
                );
        }
    }

    private void Flush(bool everything)
    {
        _timer?.Dispose();
        _timer = null;
        if (_batch.Length > 0)
            Publish(everything ? _batch.TakeAll() : _batch.Take(_batch.Length));
    }

    private void Publish(string text)
    {
        if (text.Length > 0)
            _kernel.Publish("stream", Parent, MessageContents.Stream(_batch.Stream, text));
    }

    /// <summary>Sends the pending text. Later outputs are still sent.</summary>
    /// <returns>The cell's result as plain text; null without a result.</returns>
    public string? Finish()
    {
        lock (_gate)
        {
            if (_printed > TextLimit)
            {
                Append(
                    StandardStream.Error,
                    string.Create(CultureInfo.InvariantCulture, $"[{(_printed - TextLimit) / 1e6:0.0} million characters were dropped.]\n")
                );
                _printed = TextLimit;
            }
            Flush(everything: true);
            return _result;
        }
    }

    /// <inheritdoc/>
    public string ReadLine(string prompt, bool password, CancellationToken cancellation)
    {
        if (!_allowsInput)
        {
            throw new InvalidInputException(
                "this front end does not support input",
                null,
                null,
                "Set the value in the code or as a parameter"
            );
        }
        lock (_gate)
            Flush(everything: true);
        return _kernel.Input.Ask(_request, prompt, password, cancellation);
    }
}
