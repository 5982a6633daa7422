namespace Workbench.Notebook.Streams;

/// <summary>Standard input that asks the front end of the cell for a line.</summary>
internal sealed class CellInput : TextReader
{
    private readonly Lock _gate = new();
    private string _rest = "";

    /// <inheritdoc/>
    public override string? ReadLine()
    {
        lock (_gate)
        {
            if (_rest.Length > 0)
            {
                var line = _rest[..^1];
                _rest = "";
                return line;
            }
        }
        return Ask();
    }

    /// <inheritdoc/>
    public override int Read()
    {
        var next = Peek();
        lock (_gate)
            _rest = _rest[1..];
        return next;
    }

    /// <inheritdoc/>
    public override int Peek()
    {
        lock (_gate)
            if (_rest.Length > 0)
                return _rest[0];
        var line = Ask() + "\n";
        lock (_gate)
            return (_rest += line)[0];
    }

    private static string Ask()
    {
        var cell =
            StandardStreams.Cell
            ?? throw new InvalidInputException("input is read by a cell", nextStep: "Call Console.ReadLine() in a cell that is running.");
        return cell.FrontEnd.ReadLine("", password: false, cell.Cancellation);
    }
}
