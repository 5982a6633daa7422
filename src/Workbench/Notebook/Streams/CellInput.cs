namespace Workbench.Notebook.Streams;

/// <summary>Standard input that asks the front end of the cell for a line.</summary>
internal sealed class CellInput : TextReader
{
    private readonly Lock gate = new();
    private string rest = "";

    /// <inheritdoc/>
    public override string? ReadLine()
    {
        lock (gate)
        {
            if (rest.Length > 0)
            {
                var line = rest[..^1];
                rest = "";
                return line;
            }
        }
        return Ask();
    }

    /// <inheritdoc/>
    public override int Read()
    {
        var next = Peek();
        lock (gate)
            rest = rest[1..];
        return next;
    }

    /// <inheritdoc/>
    public override int Peek()
    {
        lock (gate)
            if (rest.Length > 0)
                return rest[0];
        var line = Ask() + "\n";
        lock (gate)
            return (rest += line)[0];
    }

    private static string Ask()
    {
        var cell = StandardStreams.Cell ?? throw new InvalidInputException("input is read by a cell", nextStep: "Call Console.ReadLine() in a cell that is running.");
        return cell.FrontEnd.ReadLine("", password: false, cell.Cancellation);
    }
}
