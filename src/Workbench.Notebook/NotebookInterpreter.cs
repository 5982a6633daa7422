using Workbench.Notebook.Display;
using Workbench.Notebook.Magics;
using Workbench.Notebook.Scripting;
using Workbench.Notebook.Scripting.Errors;
using Workbench.Notebook.Scripting.Execution;
using Workbench.Notebook.Scripting.Language;
using Workbench.Notebook.Streams;

namespace Workbench.Notebook;

/// <summary>The notebook's language: C# and magics, over one session.</summary>
public sealed class NotebookInterpreter : IInterpreter
{
    // The warm-up of completion waits at most this long for a first cell.
    private static readonly TimeSpan FirstCellWait = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _life = new();
    private readonly CellRunner _runner;
    private readonly DisplaySession _displays;
    private readonly LanguageService _language;
    private readonly CellErrors _errors;
    private CancellationTokenSource? _running;
    private int _count;

    /// <summary>An interpreter over a session.</summary>
    /// <param name="session">Compiles and runs the C#.</param>
    /// <param name="runner">Splits cells and runs their parts.</param>
    /// <param name="displays">The known display ids, and the cells that carry the scripts of figures.</param>
    public NotebookInterpreter(CSharpSession session, CellRunner runner, DisplaySession displays)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(runner);
        Session = session;
        _runner = runner;
        _displays = displays;
        _language = new LanguageService(() => LanguageState.Of(session), runner.CellMagics);
        _errors = new CellErrors(new UserFrames(session.Owns, session.SourceLine), runner.Magics.Surface);
    }

    /// <summary>The notebook's C# session.</summary>
    public CSharpSession Session { get; }

    /// <inheritdoc/>
    public async Task<CellOutcome> ExecuteAsync(CellRequest request, ICellFrontEnd frontEnd, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(frontEnd);
        return await InTurnAsync(stop => RunAsync(request, frontEnd, stop), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task CallAsync(Action call, ICellFrontEnd frontEnd, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(frontEnd);
        await InTurnAsync(stop => CalledAsync(call, frontEnd, stop), cancellation).ConfigureAwait(false);
    }

    private async Task<CellOutcome> InTurnAsync(Func<CancellationToken, Task<CellOutcome>> run, CancellationToken cancellation)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        // Not disposed: code that outlives the cell may still register with the token.
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            lock (_gate)
                _running = stop;
            return await run(stop.Token).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
                _running = null;
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Interrupt()
    {
        lock (_gate)
            if (_running is { } stop)
                // Cancel runs the token's callbacks, which may be slow, and the caller may be the thread of the control channel.
                ThreadPool.QueueUserWorkItem(static one => one.Cancel(), stop, preferLocal: false);
    }

    /// <inheritdoc/>
    public Task<CompletionList> CompleteAsync(string code, int cursor, CancellationToken cancellation) =>
        _language.CompleteAsync(code, cursor, cancellation);

    /// <inheritdoc/>
    public Task<MimeBundle?> InspectAsync(string code, int cursor, int detail, CancellationToken cancellation) =>
        _language.InspectAsync(code, cursor, detail, cancellation);

    /// <inheritdoc/>
    public Task<SignatureHelp?> SignatureHelpAsync(string code, int cursor, CancellationToken cancellation) =>
        _language.SignatureHelpAsync(code, cursor, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<CellDiagnostic>> DiagnoseAsync(string code, CancellationToken cancellation) =>
        _language.DiagnoseAsync(code, cancellation);

    /// <inheritdoc/>
    public Completeness IsComplete(string code) => _language.IsComplete(code);

    /// <inheritdoc/>
    public void WarmUp() =>
        _ = Task.Run(async () =>
        {
            await CompilerWarmUp.Begin(Session.Settings.Imports).ConfigureAwait(false);
            // A running first cell needs the cores more than the warm-up of completion.
            if (await _turn.WaitAsync(FirstCellWait, _life.Token).ConfigureAwait(false))
                _turn.Release();
            await _language.WarmUpAsync(_life.Token).ConfigureAwait(false);
        });

    /// <inheritdoc/>
    public void Dispose()
    {
        Interrupt();
        _life.Cancel();
    }

    private async Task<CellOutcome> RunAsync(CellRequest request, ICellFrontEnd frontEnd, CancellationToken cancellation)
    {
        var number = request is { Silent: false, StoreHistory: true } ? _count = request.Number ?? _count + 1 : _count;
        var cell = new CellContext(request, new AtomicOutputs(_displays.FrontEndFor(request, frontEnd), request.Silent), cancellation);
        StandardStreams.Begin(cell);
        cell.Enter();
        try
        {
            if (await _language.PageAsync(request.Code, cancellation).ConfigureAwait(false) is { } page)
                return new(CellStatus.Ok, number, Payloads: [page]);
            var value = await _runner.RunAsync(cell, $"cell {number}").ConfigureAwait(false);
            if (value.HasValue && !request.Silent)
                await Session.ShowAsync(value.Value, bundle => new ResultOutput(bundle, number), cell).ConfigureAwait(false);
            StandardStreams.Drain();
            return new(CellStatus.Ok, number, Expressions: await ExpressionsAsync(request, cell).ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            return Failed(exception, cell, number);
        }
    }

    private async Task<CellOutcome> CalledAsync(Action call, ICellFrontEnd frontEnd, CancellationToken cancellation)
    {
        var cell = new CellContext(new CellRequest("", StoreHistory: false), new AtomicOutputs(frontEnd, silent: false), cancellation);
        StandardStreams.Begin(cell);
        cell.Enter();
        try
        {
            await Session.CallAsync(call, cell).ConfigureAwait(false);
            StandardStreams.Drain();
            return new(CellStatus.Ok, _count);
        }
        catch (Exception exception)
        {
            return Failed(exception, cell, _count);
        }
    }

    private CellOutcome Failed(Exception exception, CellContext cell, int number)
    {
        StandardStreams.Drain();
        var error = _errors.Of(exception, cell);
        cell.FrontEnd.Send(error);
        return new(error.Name == CellErrors.Interrupted ? CellStatus.Interrupted : CellStatus.Error, number, error);
    }

    private async Task<IReadOnlyDictionary<string, CellOutput>?> ExpressionsAsync(CellRequest request, CellContext cell)
    {
        if (request.UserExpressions is not { Count: > 0 } expressions)
            return null;
        var answers = new Dictionary<string, CellOutput>();
        foreach (var (name, code) in expressions)
            try
            {
                var value = await Session.RunAsync(code, cell, name).ConfigureAwait(false);
                answers[name] = new DisplayOutput(Formatting.BundleOf(value.Value));
            }
            catch (Exception exception)
            {
                answers[name] = _errors.Of(exception, cell);
            }
        return answers;
    }
}
