namespace Workbench.Notebook.Scripting.Language;

/// <summary>
/// Completion, inspection and completeness of C# cells. It reads the chain of submissions and never changes it; every member may be called while a cell runs.
/// </summary>
/// <param name="state">The session as it is now.</param>
/// <param name="magics">The magics of cells; null when there are none.</param>
internal sealed class LanguageService(Func<LanguageState> state, ICellMagics? magics = null)
{
    /// <summary>What may stand at the cursor.</summary>
    /// <param name="code">The cell as written so far.</param>
    /// <param name="cursor">In UTF-16 units.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<CompletionList> CompleteAsync(string code, int cursor, CancellationToken cancellation) =>
        throw new InvalidOperationException($"{state} {magics}");

    /// <summary>Signature and documentation of what stands at the cursor; null when nothing is known.</summary>
    /// <param name="code">The cell as written so far.</param>
    /// <param name="cursor">In UTF-16 units.</param>
    /// <param name="detail">0: signature and summary; 1: everything.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<MimeBundle?> InspectAsync(string code, int cursor, int detail, CancellationToken cancellation) =>
        throw new InvalidOperationException();

    /// <summary>The help that a cell asks for: <c>name?</c>, <c>?name</c>, <c>name??</c>; null when the cell is none of these.</summary>
    /// <exception cref="InvalidInputException">Nothing is known of the name.</exception>
    public Task<PagePayload?> PageAsync(string code, CancellationToken cancellation) => throw new InvalidOperationException();

    /// <summary>Whether the code can run as it is.</summary>
    public Completeness IsComplete(string code) => throw new InvalidOperationException();

    /// <summary>Does in the background what the first completion would otherwise wait for. Returns at once.</summary>
    public void WarmUp(CancellationToken cancellation) => throw new InvalidOperationException();
}
