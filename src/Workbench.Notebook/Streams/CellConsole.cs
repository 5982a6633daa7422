using System.Text;

namespace Workbench.Notebook.Streams;

/// <summary>A console writer that sends text to the cell of the writing async flow, on any thread.</summary>
/// <param name="stream">The stream.</param>
/// <param name="outside">Receives text written outside cells.</param>
internal sealed class CellConsole(StandardStream stream, TextWriter outside) : TextWriter(System.Globalization.CultureInfo.InvariantCulture)
{
    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override string NewLine => "\n";

    /// <inheritdoc/>
    public override void Write(char value) => Write(value.ToString());

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer) => Write(new string(buffer));

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        if (string.IsNullOrEmpty(value))
            return;
        if (StandardStreams.Cell is { } cell)
            cell.FrontEnd.Send(new StreamOutput(stream, value));
        else
            outside.Write(value);
    }

    // Each line is sent as one output, so that lines of different threads do not mix.
    /// <inheritdoc/>
    public override void WriteLine() => Write("\n");

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Write(value + "\n");

    /// <inheritdoc/>
    public override void WriteLine(ReadOnlySpan<char> buffer) => Write(string.Concat(buffer, "\n"));

    /// <inheritdoc/>
    public override void WriteLine(char[]? buffer) => Write(new string(buffer) + "\n");

    /// <inheritdoc/>
    public override void Flush()
    {
        if (StandardStreams.Cell is null)
            outside.Flush();
    }
}
