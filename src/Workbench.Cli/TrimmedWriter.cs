using System.Text;

namespace Workbench.Cli;

/// <summary>Removes trailing spaces from lines: tables pad their cells, which is noise in a file. Writes whole lines.</summary>
/// <param name="inner">The underlying writer.</param>
internal sealed class TrimmedWriter(TextWriter inner) : TextWriter
{
    private readonly StringBuilder _line = new();
    private int _blanks;

    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value)
    {
        if (value == ' ')
        {
            _blanks++;
            return;
        }
        if (value is not ('\n' or '\r'))
            _line.Append(' ', _blanks);
        _blanks = 0;
        _line.Append(value);
        if (value == '\n')
            Pass();
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        Pass();
        inner.Flush();
    }

    // A write of the console is a call of the system.
    private void Pass()
    {
        inner.Write(_line);
        _line.Clear();
    }
}
