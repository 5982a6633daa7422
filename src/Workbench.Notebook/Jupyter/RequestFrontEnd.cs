using System.Globalization;

namespace Workbench.Notebook.Jupyter;

/// <summary>
/// The front end of one request: its outputs bear that request's header, whenever they come. Printed text is gathered for a moment, so that
/// a loop of short lines is a few messages; whatever else is shown comes after the text that was printed before it.
/// </summary>
internal sealed class RequestFrontEnd : ICellFrontEnd
{
    /// <summary>A message of text is sent when it has so many characters, or when the first of them is so old.</summary>
    internal const int BatchLength = 32 * 1024;
    internal static readonly TimeSpan BatchTime = TimeSpan.FromMilliseconds(50);

    /// <summary>A cell that prints more is cut off: a notebook of 100 MB of text opens in no editor.</summary>
    internal const int TextLimit = 8 * 1024 * 1024;

    // An interpreter may wrap front ends; this one is found whatever stands around it.
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

    /// <summary>That of the request which the current flow of control serves, tasks that outlive it included; null elsewhere.</summary>
    public static RequestFrontEnd? Current => Flow.Value;

    /// <summary>The kernel, for comms that a cell opens.</summary>
    public Kernel Kernel => _kernel;

    /// <summary>The header of the request, for messages that belong to it.</summary>
    public byte[] Parent => _request.Message.HeaderBytes;

    /// <summary>Makes this the current one of the calling flow and of what it starts.</summary>
    public void Enter() => Flow.Value = this;

    /// <summary>Ends it for the calling flow.</summary>
    public static void Leave() => Flow.Value = null;

    /// <inheritdoc/>
    public void Send(CellOutput output)
    {
        if (_silent)
            return;
        // In a finally block an abort of the cell's thread waits: half a batch, or a lock for ever, must not be left behind.
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
                    $"\n[this cell has printed more than {TextLimit / (1024 * 1024)} MB of text; the rest is left out here. Write "
                        + $"it to a file instead.]\n"
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
            // Half of a character waits for its other half.
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

    /// <summary>Sends what is still gathered; later outputs are sent all the same.</summary>
    /// <returns>The cell's result as plain text; null when it had none.</returns>
    public string? Finish()
    {
        lock (_gate)
        {
            if (_printed > TextLimit)
            {
                Append(
                    StandardStream.Error,
                    string.Create(CultureInfo.InvariantCulture, $"[{(_printed - TextLimit) / 1e6:0.0} million characters were left out.]\n")
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
                "this front end takes no input",
                null,
                null,
                "Give the value in the code, or as a parameter: a run without a person cannot ask"
            );
        }
        lock (_gate)
            Flush(everything: true);
        return _kernel.Input.Ask(_request, prompt, password, cancellation);
    }
}
