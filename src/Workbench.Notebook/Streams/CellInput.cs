namespace Workbench.Notebook.Streams;

/// <summary>Standard input that reads lines from the cell's front end.</summary>
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
        return ReadFromFrontEnd();
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
        var line = ReadFromFrontEnd() + "\n";
        lock (_gate)
            return (_rest += line)[0];
    }

    private static string ReadFromFrontEnd()
    {
        var cell =
            StandardStreams.Cell
            ?? throw new InvalidInputException(
                "only a running cell can read input",
                nextStep: "Call Console.ReadLine() in a running cell."
            );
        return cell.FrontEnd.ReadLine("", password: false, cell.Cancellation);
    }
}
