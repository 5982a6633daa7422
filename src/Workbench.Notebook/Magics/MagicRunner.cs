using Workbench.Operations;

namespace Workbench.Notebook.Magics;

/// <summary>Runs the magics of cells.</summary>
/// <param name="magics">The magics.</param>
/// <param name="host">The session.</param>
public sealed class MagicRunner(MagicSet magics, IMagicHost host)
{
    /// <summary>The magics.</summary>
    public MagicSet Magics => magics;

    /// <summary>Runs a magic. All outputs have been sent when the task ends.</summary>
    /// <exception cref="WorkbenchException">The magic is unknown, its line is invalid, or it failed or gave only a partial
    /// result.</exception>
    /// <exception cref="OperationCanceledException">The cell was interrupted.</exception>
    public async Task RunAsync(MagicPart part, CellContext cell)
    {
        ArgumentNullException.ThrowIfNull(part);
        ArgumentNullException.ThrowIfNull(cell);
        var line = MagicLine.Parse(magics, part, host.Variables);
        if (line.Help is { } help)
            cell.FrontEnd.Send(new DisplayOutput(MimeBundle.Plain(help)));
        else
            await line.Magic.RunAsync(new MagicCall(part, line.Parsed, cell, host)).ConfigureAwait(false);
    }
}
