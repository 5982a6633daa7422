using System.Text;
using System.Text.Json;

namespace Workbench.Training;

/// <summary>metrics.jsonl: one event a line, each whole on disk before the next.</summary>
sealed class MetricsLog : IDisposable
{
    readonly FileStream _file;

    /// <param name="path">Made if it is not there.</param>
    /// <param name="keep">The first bytes that stay; what follows belongs to steps that will be taken again.</param>
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
