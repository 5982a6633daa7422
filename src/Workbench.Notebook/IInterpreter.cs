using System.Text.Json.Serialization;

namespace Workbench.Notebook;

/// <summary>A cell to run.</summary>
/// <param name="Code">The cell's text: C#, magics, or both.</param>
/// <param name="CellId">The front end's id of the cell, which identifies a re-run; null when the front end sends none.</param>
/// <param name="Silent">Shows, stores and counts nothing.</param>
/// <param name="StoreHistory">Counts the cell and stores it in the history; ignored for silent cells.</param>
/// <param name="UserExpressions">Expressions to evaluate after the cell, by name; null for none.</param>
public sealed record CellRequest(
    string Code,
    string? CellId = null,
    bool Silent = false,
    bool StoreHistory = true,
    IReadOnlyDictionary<string, string>? UserExpressions = null
)
{
    /// <summary>
    /// The cell's number, set by a host that knows the whole document; null for one more than the number of the last counted cell.
    /// </summary>
    public int? Number { get; init; }
}

/// <summary>How a cell ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CellStatus>))]
public enum CellStatus
{
    /// <summary>The cell ran to its end.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>The cell did not compile, or threw.</summary>
    [JsonStringEnumMemberName("error")]
    Error,

    /// <summary>The cell was interrupted; the session keeps the state before the interrupted statement.</summary>
    [JsonStringEnumMemberName("interrupted")]
    Interrupted,
}

/// <summary>The outcome of a cell.</summary>
/// <param name="Status">How the cell ended.</param>
/// <param name="ExecutionCount">The cell's number; for a silent cell, the number of the last counted cell.</param>
/// <param name="Error">The error that was shown; null without an error.</param>
/// <param name="Expressions">Each of <see cref="CellRequest.UserExpressions"/>: a <see cref="ResultOutput"/>-like bundle
/// (<see cref="DisplayOutput"/>) or an <see cref="ErrorOutput"/>.</param>
/// <param name="Payloads">Help pages for the front end's pager.</param>
public sealed record CellOutcome(
    CellStatus Status,
    int ExecutionCount,
    ErrorOutput? Error = null,
    IReadOnlyDictionary<string, CellOutput>? Expressions = null,
    IReadOnlyList<PagePayload>? Payloads = null
);

/// <summary>Help that a front end shows in its pager (<c>name?</c>), Jupyter's payload <c>page</c>.</summary>
/// <param name="Bundle">The page's forms.</param>
public sealed record PagePayload(MimeBundle Bundle);

/// <summary>The front end of one running cell, as the interpreter sees it. Safe to call from any thread.</summary>
public interface ICellFrontEnd
{
    /// <summary>Shows an output, in the order of the calls. Late outputs (of a task that outlives its cell) still belong to the
    /// cell.</summary>
    void Send(CellOutput output);

    /// <summary>Reads a line of input from the user.</summary>
    /// <exception cref="InvalidInputException">This front end takes no input (<c>allow_stdin</c> is false, a headless run).</exception>
    /// <exception cref="OperationCanceledException">The cell was interrupted while it waited for input.</exception>
    string ReadLine(string prompt, bool password, CancellationToken cancellation);
}

/// <summary>One completion: a word or member that fits at the cursor.</summary>
/// <param name="Text">Replaces the range of <see cref="CompletionList"/>.</param>
/// <param name="Kind">Jupyter's experimental type: "class", "function", "instance", "keyword", "magic", "namespace", "property" …</param>
/// <param name="Signature">The parameters; null without parameters.</param>
public sealed record CompletionMatch(string Text, string Kind, string? Signature = null);

/// <summary>The completions at the cursor.</summary>
/// <param name="Start">The start of the replaced range, in UTF-16 units of the code.</param>
/// <param name="End">The end of the range, exclusive.</param>
/// <param name="Matches">Best first.</param>
public sealed record CompletionList(int Start, int End, IReadOnlyList<CompletionMatch> Matches);

/// <summary>Whether a front end that submits on Enter should submit the code.</summary>
/// <param name="Status">complete, incomplete, invalid or unknown.</param>
/// <param name="Indent">The indentation of the next line, when incomplete.</param>
public sealed record Completeness(string Status, string Indent = "");

/// <summary>
/// The notebook's language, as hosts see it: the Jupyter host and the headless runner use C# and magics only through this interface. One
/// cell runs at a time; every method but <see cref="ExecuteAsync"/> may be called while a cell runs.
/// </summary>
public interface IInterpreter : IDisposable
{
    /// <summary>Runs a cell. Errors of the cell are reported in the outcome, not thrown.</summary>
    /// <param name="request">The cell.</param>
    /// <param name="frontEnd">Receives the cell's outputs.</param>
    /// <param name="cancellation">Interrupts the cell, also before its start.</param>
    Task<CellOutcome> ExecuteAsync(CellRequest request, ICellFrontEnd frontEnd, CancellationToken cancellation = default);

    /// <summary>
    /// Runs code of earlier cells on behalf of the host, such as the handler of a comm. The call waits its turn, and is interrupted, like a
    /// cell. An exception of the code is shown as an error output and not thrown.
    /// </summary>
    /// <param name="call">The code.</param>
    /// <param name="frontEnd">Receives the code's outputs.</param>
    /// <param name="cancellation">Interrupts the code, also before its start.</param>
    Task CallAsync(Action call, ICellFrontEnd frontEnd, CancellationToken cancellation = default);

    /// <summary>Interrupts the running cell, cooperatively first. Returns at once; does nothing when no cell runs.</summary>
    void Interrupt();

    /// <summary>The completions at the cursor.</summary>
    /// <param name="code">The cell's current text.</param>
    /// <param name="cursor">The cursor's index in the code, in UTF-16 units.</param>
    /// <param name="cancellation">Cancels the request.</param>
    Task<CompletionList> CompleteAsync(string code, int cursor, CancellationToken cancellation);

    /// <summary>Signature and documentation of the symbol at the cursor; null when there is none.</summary>
    /// <param name="code">The cell's current text.</param>
    /// <param name="cursor">The cursor's index in the code, in UTF-16 units.</param>
    /// <param name="detail">0: signature and summary; 1: everything.</param>
    /// <param name="cancellation">Cancels the request.</param>
    Task<MimeBundle?> InspectAsync(string code, int cursor, int detail, CancellationToken cancellation);

    /// <summary>
    /// The call whose argument list contains the cursor; null outside argument lists. The default implementation returns null.
    /// </summary>
    /// <param name="code">The cell's current text.</param>
    /// <param name="cursor">The cursor's index in the code, in UTF-16 units.</param>
    /// <param name="cancellation">Cancels the request.</param>
    Task<SignatureHelp?> SignatureHelpAsync(string code, int cursor, CancellationToken cancellation) =>
        Task.FromResult<SignatureHelp?>(null);

    /// <summary>
    /// The compiler's diagnostics of the cell's current C#, in the order of the code; magics are skipped. Runs nothing. The default
    /// implementation returns an empty list.
    /// </summary>
    /// <param name="code">The cell's current text.</param>
    /// <param name="cancellation">Cancels the request.</param>
    Task<IReadOnlyList<CellDiagnostic>> DiagnoseAsync(string code, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<CellDiagnostic>>([]);

    /// <summary>Whether the code is complete, for front ends that submit on Enter.</summary>
    Completeness IsComplete(string code);

    /// <summary>
    /// Starts loading, in the background, what the first cell and the first completion need. An interactive host calls this while the user
    /// writes; a host that only runs cells does not. Returns at once.
    /// </summary>
    void WarmUp() { }
}
