using System.Text;

namespace Workbench.Notebook.Jupyter;

/// <summary>Printed text that waits to be sent. It is never cut within a pair of surrogates.</summary>
internal sealed class StreamBatch
{
    private readonly StringBuilder _text = new();

    /// <summary>Which stream it was printed to.</summary>
    public StandardStream Stream { get; private set; }

    /// <summary>Its length in UTF-16 units.</summary>
    public int Length => _text.Length;

    /// <summary>Adds text; of the same stream, unless nothing waits.</summary>
    public void Append(StandardStream stream, string text)
    {
        Stream = stream;
        _text.Append(text);
    }

    /// <summary>Takes so many units from the front, or one less where that would cut a character.</summary>
    public string Take(int length)
    {
        if (char.IsHighSurrogate(_text[length - 1]))
            length--;
        var text = _text.ToString(0, length);
        _text.Remove(0, length);
        return text;
    }

    /// <summary>Takes everything, half of a character too.</summary>
    public string TakeAll()
    {
        var text = _text.ToString();
        _text.Clear();
        return text;
    }
}
