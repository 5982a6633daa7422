namespace Workbench.Ablation.Launchers;

/// <summary>The last lines of a process's output, for the error message when it dies. Thread-safe.</summary>
internal sealed class LogTail
{
    private const int Lines = 20;
    private readonly Queue<string> _lines = new();

    public void Add(string line)
    {
        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > Lines)
                _lines.Dequeue();
        }
    }

    public override string ToString()
    {
        lock (_lines)
            return _lines.Count == 0 ? "" : "; the end of its log:\n" + string.Join('\n', _lines);
    }
}
