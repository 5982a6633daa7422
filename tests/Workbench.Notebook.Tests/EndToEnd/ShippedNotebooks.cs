using Workbench.Notebook.Tests.Jupyter;

namespace Workbench.Notebook.Tests.EndToEnd;

/// <summary>The notebooks of the repository, run once by the real executable at their smoke budget, in a ledger of their own.</summary>
public sealed class ShippedNotebooks : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly InstalledKernel _kernel = new();

    /// <summary>The committed files, in the order of their numbers.</summary>
    public static IReadOnlyList<string> Files => [.. Directory.GetFiles(Clone.In("notebooks"), "*.ipynb").Order(StringComparer.Ordinal)];

    internal string Out => _folder.File("out");

    internal string JUnit => _folder.File("report.xml");

    /// <summary>What the run printed.</summary>
    internal string Said { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await _kernel.InitializeAsync();
        Said = await Run(["run", .. Files, "-f", Clone.In("notebooks", "smoke.yaml"), "-o", Out, "--junit", JUnit, "--cwd", _folder.Path]);
    }

    /// <summary>Runs the executable beside the notebooks that were run.</summary>
    internal Task<string> Run(params IReadOnlyList<string> arguments) =>
        Programs.Succeed(_kernel.EnvironmentWithCorpora, _folder.Path, WorkbenchProgram.Path, arguments);

    /// <summary>Runs a program of Debian's Jupyter beside the notebooks that were run; it finds the kernel.</summary>
    internal Task<string> Jupyter(params IReadOnlyList<string> arguments) =>
        Programs.Succeed(_kernel.EnvironmentWithCorpora, _folder.Path, JupyterClient.Python, ["-m", .. arguments]);

    internal string In(params string[] parts) => Path.Combine([_folder.Path, .. parts]);

    public async ValueTask DisposeAsync()
    {
        await _kernel.DisposeAsync();
        _folder.Dispose();
    }
}
