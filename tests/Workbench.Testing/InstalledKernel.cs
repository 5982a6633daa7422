using Workbench.Ablation;
using Workbench.Notebook.Jupyter.Specs;
using Workbench.Operations;

namespace Workbench.Testing;

/// <summary>The real executable as an installed kernel, in a home of its own.</summary>
public sealed class InstalledKernel : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>What a Jupyter process has to know to find it.</summary>
    internal IReadOnlyDictionary<string, string> Environment =>
        new Dictionary<string, string>
        {
            ["HOME"] = _folder.Path,
            ["JUPYTER_DATA_DIR"] = Path.Combine(_folder.Path, "data"),
            ["JUPYTER_RUNTIME_DIR"] = Path.Combine(_folder.Path, "runtime"),
            ["XDG_DATA_HOME"] = Path.Combine(_folder.Path, "xdg"),
            ["XDG_CACHE_HOME"] = Path.Combine(_folder.Path, "cache"),
            ["OMP_NUM_THREADS"] = "1",
        };

    /// <summary>The same with the user's own cache, where corpora lie that were fetched before.</summary>
    internal IReadOnlyDictionary<string, string> EnvironmentWithCorpora =>
        new Dictionary<string, string>(Environment)
        {
            ["XDG_CACHE_HOME"] = System.Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
                ? cache
                : Path.Combine(System.Environment.GetEnvironmentVariable("HOME") ?? "/", ".cache"),
        };

    public async ValueTask InitializeAsync()
    {
        var host = new HostEnvironment(
            XdgFolders.FromEnvironment(Environment.GetValueOrDefault),
            TimeProvider.System,
            _folder.Path,
            Environment.GetValueOrDefault,
            new WorkerCommand(WorkbenchProgram.Path, ["worker"])
        );
        await new JupyterInstall(host).RunAsync(
            new KernelSpecLocation(false, null, false, "workbench"),
            new Quiet(),
            CancellationToken.None
        );
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private sealed class Quiet : IProgress<OperationEvent>
    {
        public void Report(OperationEvent value) { }
    }
}
