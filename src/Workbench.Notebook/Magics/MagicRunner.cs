using Workbench.Operations;

namespace Workbench.Notebook.Magics;

/// <summary>Runs the magics of cells.</summary>
/// <param name="magics">What there is.</param>
/// <param name="host">The session.</param>
public sealed class MagicRunner(MagicSet magics, IMagicHost host)
{
    /// <summary>What there is.</summary>
    public MagicSet Magics => magics;

    /// <summary>Runs a magic to its end. Everything that it shows has been sent when the task ends.</summary>
    /// <exception cref="WorkbenchException">It does not exist, was written wrongly, or came out as less than was asked.</exception>
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
