using System.Text;

namespace Workbench.Notebook.Jupyter;

/// <summary>Buffered printed text.</summary>
internal sealed class StreamBatch
{
    private readonly StringBuilder _text = new();

    /// <summary>The stream of the text.</summary>
    public StandardStream Stream { get; private set; }

    /// <summary>The length in UTF-16 units.</summary>
    public int Length => _text.Length;

    /// <summary>Adds text. The stream may change only when the batch is empty.</summary>
    public void Append(StandardStream stream, string text)
    {
        Stream = stream;
        _text.Append(text);
    }

    /// <summary>Removes and returns the first units: the given length, or one less to keep a surrogate pair together.</summary>
    public string Take(int length)
    {
        if (char.IsHighSurrogate(_text[length - 1]))
            length--;
        var text = _text.ToString(0, length);
        _text.Remove(0, length);
        return text;
    }

    /// <summary>Removes and returns all text, even half of a surrogate pair.</summary>
    public string TakeAll()
    {
        var text = _text.ToString();
        _text.Clear();
        return text;
    }
}
