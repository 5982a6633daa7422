using System.Text.Json.Serialization;

namespace Workbench.Notebook;

/// <summary>A cell to run.</summary>
/// <param name="Code">Its text: C#, magics, or both.</param>
/// <param name="CellId">The front end's name of the cell, by which a re-run is known; null when it gives none.</param>
/// <param name="Silent">Nothing is shown, stored or counted.</param>
/// <param name="StoreHistory">Whether it counts and is remembered; silent cells never are.</param>
/// <param name="UserExpressions">Expressions evaluated after it, by name; null for none.</param>
public sealed record CellRequest(
    string Code,
    string? CellId = null,
    bool Silent = false,
    bool StoreHistory = true,
    IReadOnlyDictionary<string, string>? UserExpressions = null
)
{
    /// <summary>
    /// The number that it gets; null for one more than that of the last cell that counted. A host that knows the whole document says which
    /// cell it is.
    /// </summary>
    public int? Number { get; init; }
}

/// <summary>How a cell ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CellStatus>))]
public enum CellStatus
{
    /// <summary>It ran to its end.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>It did not compile, or threw.</summary>
    [JsonStringEnumMemberName("error")]
    Error,

    /// <summary>It was interrupted; the state before its last statement is kept.</summary>
    [JsonStringEnumMemberName("interrupted")]
    Interrupted,
}

/// <summary>What came of a cell.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="ExecutionCount">Its number; for a silent cell, the number of the last one that counted.</param>
/// <param name="Error">What was shown as the error; null when it ended well.</param>
/// <param name="Expressions">Each of <see cref="CellRequest.UserExpressions"/>: a <see cref="ResultOutput"/>-like bundle
/// (<see cref="DisplayOutput"/>) or an <see cref="ErrorOutput"/>.</param>
/// <param name="Payloads">Things for the front end to do besides showing: pages of help.</param>
public sealed record CellOutcome(
    CellStatus Status,
    int ExecutionCount,
    ErrorOutput? Error = null,
    IReadOnlyDictionary<string, CellOutput>? Expressions = null,
    IReadOnlyList<PagePayload>? Payloads = null
);

/// <summary>Help that a front end shows in its pager (<c>name?</c>), Jupyter's payload <c>page</c>.</summary>
/// <param name="Bundle">Its forms.</param>
public sealed record PagePayload(MimeBundle Bundle);

/// <summary>The front end of one running cell, as the interpreter sees it. Safe to call from any thread.</summary>
public interface ICellFrontEnd
{
    /// <summary>Shows an output. Order is kept. Late outputs (of a task that outlives its cell) still belong to the cell.</summary>
    void Send(CellOutput output);

    /// <summary>Asks the person for a line.</summary>
    /// <exception cref="InvalidInputException">This front end takes no input (<c>allow_stdin</c> is false, a headless run).</exception>
    /// <exception cref="OperationCanceledException">The cell was interrupted meanwhile.</exception>
    string ReadLine(string prompt, bool password, CancellationToken cancellation);
}

/// <summary>One word or member that may stand at the cursor.</summary>
/// <param name="Text">What replaces the range.</param>
/// <param name="Kind">Jupyter's experimental type: "class", "function", "instance", "keyword", "magic", "namespace", "property" …</param>
/// <param name="Signature">Parameters, where there are some; else null.</param>
public sealed record CompletionMatch(string Text, string Kind, string? Signature = null);

/// <summary>What may stand at the cursor.</summary>
/// <param name="Start">Where the replaced text begins, in UTF-16 units of the code.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Matches">Best first.</param>
public sealed record CompletionList(int Start, int End, IReadOnlyList<CompletionMatch> Matches);

/// <summary>Whether a front end that sends on Enter should send.</summary>
/// <param name="Status">complete, incomplete, invalid or unknown.</param>
/// <param name="Indent">What the next line begins with, when incomplete.</param>
public sealed record Completeness(string Status, string Indent = "");

/// <summary>
/// What hosts drive: the notebook's language. The Jupyter host and the headless runner know nothing else of C#, magics or the Workbench.
/// One cell runs at a time; everything but <see cref="ExecuteAsync"/> may be called while one runs.
/// </summary>
public interface IInterpreter : IDisposable
{
    /// <summary>Runs a cell. User errors are outcomes, not exceptions.</summary>
    /// <param name="request">What runs.</param>
    /// <param name="frontEnd">Where its outputs go.</param>
    /// <param name="cancellation">Interrupts it, also before it has begun.</param>
    Task<CellOutcome> ExecuteAsync(CellRequest request, ICellFrontEnd frontEnd, CancellationToken cancellation = default);

    /// <summary>
    /// Runs code of earlier cells that a host calls between cells: the handler of a comm. It has the same turn as a cell, and is stopped
    /// like one. What it throws is shown, and is no exception.
    /// </summary>
    /// <param name="call">The code.</param>
    /// <param name="frontEnd">Where its outputs go.</param>
    /// <param name="cancellation">Interrupts it, also before it has begun.</param>
    Task CallAsync(Action call, ICellFrontEnd frontEnd, CancellationToken cancellation = default);

    /// <summary>Stops the running cell: cooperatively first. Returns at once; nothing happens when none runs.</summary>
    void Interrupt();

    /// <summary>What may stand at the cursor.</summary>
    /// <param name="code">The cell as written so far.</param>
    /// <param name="cursor">In UTF-16 units.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<CompletionList> CompleteAsync(string code, int cursor, CancellationToken cancellation);

    /// <summary>Signature and documentation of what stands at the cursor; null when nothing is known.</summary>
    /// <param name="code">The cell as written so far.</param>
    /// <param name="cursor">In UTF-16 units.</param>
    /// <param name="detail">0: signature and summary; 1: everything.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<MimeBundle?> InspectAsync(string code, int cursor, int detail, CancellationToken cancellation);

    /// <summary>
    /// The call whose arguments are being written; null when the cursor stands in none. An interpreter without a say in it says null.
    /// </summary>
    /// <param name="code">The cell as written so far.</param>
    /// <param name="cursor">In UTF-16 units.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<SignatureHelp?> SignatureHelpAsync(string code, int cursor, CancellationToken cancellation) =>
        Task.FromResult<SignatureHelp?>(null);

    /// <summary>
    /// What the compiler says of the cell as written so far, in the order of the code; magics are no part of it. Nothing is run.
    /// </summary>
    /// <param name="code">The cell.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<IReadOnlyList<CellDiagnostic>> DiagnoseAsync(string code, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<CellDiagnostic>>([]);

    /// <summary>Whether the code can run as it is.</summary>
    Completeness IsComplete(string code);

    /// <summary>
    /// Told by a host whose person is about to write: what the first cell and the first completion would wait for may be done now, in the
    /// background. Returns at once; a host that only runs cells does not call it.
    /// </summary>
    void WarmUp() { }
}
