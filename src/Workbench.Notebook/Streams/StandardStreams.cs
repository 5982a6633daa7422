using System.Runtime.ExceptionServices;
using Workbench.Notebook.Scripting.Execution;

namespace Workbench.Notebook.Streams;

/// <summary>
/// Redirects the standard streams of a process that runs notebooks. Until disposal, text written with <see cref="Console"/> goes to the
/// cell of the writing async flow, <see cref="Console.ReadLine"/> reads from the cell's front end, and text that native code and child
/// processes write to the descriptors 1 and 2 goes to the running cell. An unhandled exception in a thread that a cell started is shown and
/// does not end the process.
/// </summary>
public sealed class StandardStreams : IDisposable
{
    private static readonly TimeSpan ExitTimeout = TimeSpan.FromSeconds(2);
    private static volatile CellContext? _latest;
    private static int _handlesFaults;

    private readonly TextReader _consoleIn = Console.In;
    private readonly TextWriter _consoleOut = Console.Out,
        _consoleError = Console.Error;
    private readonly CellConsole _cellOut,
        _cellError;
    private readonly CapturedDescriptor? _capturedOut,
        _capturedError;

    private StandardStreams(bool descriptors, bool errors)
    {
        if (descriptors && !OperatingSystem.IsWindows())
        {
            Input = NativeOutput.TakeInput();
            _capturedOut = new CapturedDescriptor(1, text => FromDescriptor(StandardStream.Out, text));
            if (errors)
                _capturedError = new CapturedDescriptor(2, text => FromDescriptor(StandardStream.Error, text));
            NativeOutput.BufferLines();
        }
        Input ??= Console.OpenStandardInput();
        Output = _capturedOut?.Original ?? Console.OpenStandardOutput();
        Error = _capturedError?.Original ?? Console.OpenStandardError();
        Log = TextWriter.Synchronized(new StreamWriter(Error) { AutoFlush = true });
        (_cellOut, _cellError) = (new CellConsole(StandardStream.Out, Log), new CellConsole(StandardStream.Error, Log));
        TakeConsole();
        Console.SetIn(new CellInput());
        if (Interlocked.Exchange(ref _handlesFaults, 1) == 0)
            ExceptionHandling.SetUnhandledExceptionHandler(static exception =>
            {
                CellFaults.Report(Cell, exception);
                return true;
            });
        Current = this;
        AppDomain.CurrentDomain.ProcessExit += AtExit;
    }

    /// <summary>
    /// The cell of text written now: the cell of the current async flow, or else the latest cell.
    /// </summary>
    internal static CellContext? Cell => CellContext.Current ?? _latest;

    /// <summary>The current redirection; null without one.</summary>
    internal static StandardStreams? Current { get; private set; }

    /// <summary>
    /// The process's original standard input, for a host that reads commands from it. Cells and their child processes get an empty standard
    /// input.
    /// </summary>
    public Stream Input { get; }

    /// <summary>The process's original standard output, for a host that writes events to it.</summary>
    public Stream Output { get; }

    /// <summary>The process's original standard error.</summary>
    public Stream Error { get; }

    /// <summary>Writes to the process's original standard error. Receives text written outside cells.</summary>
    public TextWriter Log { get; }

    /// <summary>Redirects the streams. Call before anything else writes.</summary>
    /// <param name="descriptors">Whether the descriptors 1 and 2 are captured in addition to the console; default true. Ignored on
    /// Windows.</param>
    /// <param name="errors">Whether descriptor 2 is captured too; default true. A host whose parent process reads descriptor 2 leaves it
    /// alone, so that the parent gets the messages of a crash.</param>
    public static StandardStreams Take(bool descriptors = true, bool errors = true) => new(descriptors, errors);

    /// <summary>Sets the console's writers, also after a library has replaced them.</summary>
    internal void TakeConsole()
    {
        Console.SetOut(_cellOut);
        Console.SetError(_cellError);
    }

    /// <summary>
    /// Sets the cell of text without an async flow, such as text of native code and of threads that a library started.
    /// </summary>
    internal static void Begin(CellContext cell) => _latest = cell;

    /// <summary>Waits until all text that native code has written so far has been sent.</summary>
    internal static void Drain()
    {
        if (Current is not { } streams)
            return;
        NativeOutput.Flush();
        streams._capturedOut?.Drain();
        streams._capturedError?.Drain();
    }

    /// <summary>Runs an action before the end of the process, with a time limit, so that cells cannot keep the process alive.</summary>
    internal static void BeforeExit(Action action)
    {
        var thread = new Thread(() => action()) { IsBackground = true, Name = "last outputs" };
        thread.Start();
        thread.Join(ExitTimeout);
    }

    // When a cell calls Environment.Exit, text of native code may still be in the pipe.
    private static void AtExit(object? sender, EventArgs e) => BeforeExit(Drain);

    /// <summary>Restores the streams.</summary>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= AtExit;
        Drain();
        Console.SetOut(_consoleOut);
        Console.SetError(_consoleError);
        Console.SetIn(_consoleIn);
        _capturedOut?.Dispose();
        _capturedError?.Dispose();
        Current = null;
        _latest = null;
    }

    private void FromDescriptor(StandardStream stream, string text)
    {
        if (Cell is { } cell)
            cell.FrontEnd.Send(new StreamOutput(stream, text));
        else
            Log.Write(text);
    }
}
