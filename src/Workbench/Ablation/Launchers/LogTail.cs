namespace Workbench.Ablation.Launchers;

/// <summary>The end of what a process wrote, for the error that tells of its end. Lines come from several threads.</summary>
internal sealed class LogTail
{
    private const int Lines = 20;
    private readonly Queue<string> lines = new();

    public void Add(string line)
    {
        lock (lines)
        {
            lines.Enqueue(line);
            if (lines.Count > Lines)
                lines.Dequeue();
        }
    }

    public override string ToString()
    {
        lock (lines)
            return lines.Count == 0 ? "" : "; the end of its log:\n" + string.Join('\n', lines);
    }
}
