using System.Runtime.ExceptionServices;
using Workbench.Notebook.Scripting.Execution;

namespace Workbench.Notebook.Streams;

/// <summary>
/// The standard streams of a process that runs notebooks. While it is held, what cells write with <see cref="Console"/> goes to the cell of
/// the flow of control that writes, <see cref="Console.ReadLine"/> asks the cell's front end, and what native code and child processes
/// write to the descriptors 1 and 2 goes to the running cell. An exception in a thread that a cell started is shown and does not end the
/// process.
/// </summary>
public sealed class StandardStreams : IDisposable
{
    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(2);
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
    /// The cell that text belongs to which is written now: the one of this flow of control, or else the one that ran last.
    /// </summary>
    internal static CellContext? Cell => CellContext.Current ?? _latest;

    /// <summary>The streams that are held; null when none are.</summary>
    internal static StandardStreams? Current { get; private set; }

    /// <summary>
    /// The process's own standard input, for a host that is spoken to through it. Cells, and the processes that they start, read from
    /// nothing.
    /// </summary>
    public Stream Input { get; }

    /// <summary>The process's own standard output, for a host that speaks through it.</summary>
    public Stream Output { get; }

    /// <summary>The process's own standard error.</summary>
    public Stream Error { get; }

    /// <summary>Writes to the process's own standard error: what no cell says goes here.</summary>
    public TextWriter Log { get; }

    /// <summary>Takes the streams; call it before anything else writes.</summary>
    /// <param name="descriptors">Whether the descriptors 1 and 2 are taken too, and not the console alone; default true. On Windows only
    /// the console is.</param>
    /// <param name="errors">Whether descriptor 2 is among them, default true. A host whose parent reads it keeps it, so that the last words
    /// of a crash outlive the process.</param>
    public static StandardStreams Take(bool descriptors = true, bool errors = true) => new(descriptors, errors);

    /// <summary>Takes the console's writers, also back from a library that has put its own there.</summary>
    internal void TakeConsole()
    {
        Console.SetOut(_cellOut);
        Console.SetError(_cellError);
    }

    /// <summary>
    /// Says which cell text without a flow of control belongs to: native code's, that of threads which a library started.
    /// </summary>
    internal static void Begin(CellContext cell) => _latest = cell;

    /// <summary>Returns when everything that native code wrote until now has been sent.</summary>
    internal static void Drain()
    {
        if (Current is not { } streams)
            return;
        NativeOutput.Flush();
        streams._capturedOut?.Drain();
        streams._capturedError?.Drain();
    }

    /// <summary>Does what must be done before the process ends, in bounded time: whatever the cells do, the process ends.</summary>
    internal static void BeforeExit(Action action)
    {
        var thread = new Thread(() => action()) { IsBackground = true, Name = "last outputs" };
        thread.Start();
        thread.Join(ExitPatience);
    }

    // A cell has called Environment.Exit: what native code wrote before is still on its way.
    private static void AtExit(object? sender, EventArgs e) => BeforeExit(Drain);

    /// <summary>Gives the streams back.</summary>
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
