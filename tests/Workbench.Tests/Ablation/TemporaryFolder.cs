namespace Workbench.Tests.Ablation;

/// <summary>A folder that goes with its test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string FullPath { get; } = Directory.CreateTempSubdirectory("workbench test ").FullName;

    public string this[string name] => Path.Combine(FullPath, name);

    public void Dispose()
    {
        try
        {
            Directory.Delete(FullPath, recursive: true);
        }
        catch (IOException)
        {
            // A worker that was killed a moment ago may still hold a file.
        }
    }
}
