using System.Text;
using System.Text.Json;

namespace Workbench.Training;

/// <summary>Writer of metrics.jsonl: one event per line, flushed after each.</summary>
internal sealed class MetricsLog : IDisposable
{
    private readonly FileStream _file;

    /// <param name="path">The file; created if it does not exist.</param>
    /// <param name="keep">Number of bytes to keep; the rest belongs to steps that will be repeated.</param>
    public MetricsLog(string path, long keep)
    {
        _file = new(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        _file.SetLength(Math.Min(keep, _file.Length));
        _file.Seek(0, SeekOrigin.End);
    }

    public long Length => _file.Length;

    public void Add(TrainingEvent one)
    {
        _file.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(one, TrainingJson.Line) + "\n"));
        _file.Flush();
    }

    public void Dispose() => _file.Dispose();
}
