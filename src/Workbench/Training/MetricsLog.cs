using System.Text;
using System.Text.Json;

namespace Workbench.Training;

/// <summary>metrics.jsonl: one event a line, each whole on disk before the next.</summary>
sealed class MetricsLog : IDisposable
{
    readonly FileStream file;

    /// <param name="path">Made if it is not there.</param>
    /// <param name="keep">The first bytes that stay; what follows belongs to steps that will be taken again.</param>
    public MetricsLog(string path, long keep)
    {
        file = new(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        file.SetLength(Math.Min(keep, file.Length));
        file.Seek(0, SeekOrigin.End);
    }

    public long Length => file.Length;

    public void Add(TrainingEvent one)
    {
        file.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(one, TrainingJson.Line) + "\n"));
        file.Flush();
    }

    public void Dispose() => file.Dispose();
}
