using System.Text.Json.Nodes;
using Workbench.Notebook;

namespace Workbench.Notebook.Tests.Jupyter;

/// <summary>
/// A language of a few words, so that tests of hosts need no compiler: a cell is lines of a verb and the rest. Its state is a counter, its
/// numbers are the real interpreter's.
/// </summary>
internal sealed class FakeInterpreter : IInterpreter
{
    private readonly Lock _gate = new();
    private CancellationTokenSource? _running;
    private int _count;

    /// <summary>More verbs, for one test.</summary>
    public Dictionary<string, Action<string, CellContext>> Verbs { get; } = [];

    public List<CellRequest> Ran { get; } = [];

    /// <summary>Called when a cell has come, before it begins.</summary>
    public Action? Comes { get; set; }

    /// <summary>Set while a cell waits for its interrupt.</summary>
    public SemaphoreSlim Waiting { get; } = new(0);

    public Task<CellOutcome> ExecuteAsync(CellRequest request, ICellFrontEnd frontEnd, CancellationToken cancellation = default)
    {
        Comes?.Invoke();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        lock (_gate)
            _running = stop;
        Ran.Add(request);
        if (request is { Silent: false, StoreHistory: true })
            _count++;
        var cell = new CellContext(request, new Wrapped(frontEnd), stop.Token);
        cell.Enter();
        try
        {
            PagePayload? page = null;
            foreach (var line in request.Code.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var (verb, rest) = line.Split(' ', 2) is [var one, var other] ? (one, other) : (line, "");
                if (verb == "page")
                    page = new PagePayload(MimeBundle.Plain(rest));
                else
                    Run(verb, rest, cell);
            }
            var expressions = request.UserExpressions?.ToDictionary(
                pair => pair.Key,
                pair =>
                    pair.Value == "bad"
                        ? new ErrorOutput("Bad", "no such name", ["line"])
                        : (CellOutput)new DisplayOutput(MimeBundle.Plain($"<{pair.Value}>"))
            );
            return Task.FromResult(new CellOutcome(CellStatus.Ok, _count, null, expressions, page is null ? null : [page]));
        }
        catch (OperationCanceledException)
        {
            var error = new ErrorOutput("Interrupted", "the cell was interrupted", ["the cell was interrupted"]);
            frontEnd.Send(error);
            return Task.FromResult(new CellOutcome(CellStatus.Interrupted, _count, error));
        }
        catch (InvalidInputException exception)
        {
            var error = new ErrorOutput("Refused", exception.Message, [exception.Message]);
            frontEnd.Send(error);
            return Task.FromResult(new CellOutcome(CellStatus.Error, _count, error));
        }
        finally
        {
            CellContext.Leave();
            lock (_gate)
                _running = null;
        }
    }

    public Task CallAsync(Action call, ICellFrontEnd frontEnd, CancellationToken cancellation = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        lock (_gate)
            _running = stop;
        new CellContext(new CellRequest(""), new Wrapped(frontEnd), stop.Token).Enter();
        try
        {
            call();
        }
        catch (Exception exception)
        {
            frontEnd.Send(new ErrorOutput(exception.GetType().Name, exception.Message, []));
        }
        finally
        {
            CellContext.Leave();
            lock (_gate)
                _running = null;
        }
        return Task.CompletedTask;
    }

    private void Run(string verb, string rest, CellContext cell)
    {
        if (Verbs.TryGetValue(verb, out var own))
        {
            own(rest, cell);
            return;
        }
        switch (verb)
        {
            case "print":
                cell.FrontEnd.Send(new StreamOutput(StandardStream.Out, rest + "\n"));
                break;
            case "complain":
                cell.FrontEnd.Send(new StreamOutput(StandardStream.Error, rest + "\n"));
                break;
            case "value":
                cell.FrontEnd.Send(new ResultOutput(MimeBundle.Plain(rest), _count));
                break;
            case "display":
                cell.FrontEnd.Send(
                    new DisplayOutput(new MimeBundle(new JsonObject { ["text/plain"] = rest, ["text/html"] = $"<b>{rest}</b>" }), "one")
                );
                break;
            case "update":
                cell.FrontEnd.Send(new DisplayOutput(MimeBundle.Plain(rest), "one", Update: true));
                break;
            case "clear":
                cell.FrontEnd.Send(new ClearOutput(Wait: true));
                break;
            case "displays":
                for (var i = 0; i < int.Parse(rest); i++)
                    cell.FrontEnd.Send(new DisplayOutput(MimeBundle.Plain($"{i}")));
                break;
            case "ask":
                cell.FrontEnd.Send(
                    new StreamOutput(StandardStream.Out, $"<{cell.FrontEnd.ReadLine(rest, rest == "password", cell.Cancellation)}>\n")
                );
                break;
            case "wait":
                Waiting.Release();
                cell.Cancellation.WaitHandle.WaitOne();
                throw new OperationCanceledException();
            case "fail":
                throw new InvalidInputException(rest);
            case "break":
                throw new InvalidOperationException("the interpreter itself is broken");
            default:
                throw new InvalidInputException("unknown verb", verb);
        }
    }

    public void Interrupt()
    {
        lock (_gate)
        {
            _running?.Cancel();
        }
    }

    public Task<CompletionList> CompleteAsync(string code, int cursor, CancellationToken cancellation)
    {
        var start = code.LastIndexOf(' ', Math.Max(cursor - 1, 0)) + 1;
        return Task.FromResult(new CompletionList(start, cursor, [new("print", "function", "(text)"), new("prune", "keyword")]));
    }

    public Task<MimeBundle?> InspectAsync(string code, int cursor, int detail, CancellationToken cancellation) =>
        Task.FromResult(code.Length == 0 ? null : MimeBundle.Plain($"{code} at {cursor}, detail {detail}"));

    public Completeness IsComplete(string code) => code.EndsWith('{') ? new("incomplete", "    ") : new("complete");

    public void Dispose() => Waiting.Dispose();

    // As the real interpreter does, which looks at outputs on their way.
    private sealed class Wrapped(ICellFrontEnd inner) : ICellFrontEnd
    {
        public void Send(CellOutput output) => inner.Send(output);

        public string ReadLine(string prompt, bool password, CancellationToken cancellation) =>
            inner.ReadLine(prompt, password, cancellation);
    }
}
