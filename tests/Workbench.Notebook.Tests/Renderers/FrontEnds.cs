using System.Diagnostics;

namespace Workbench.Notebook.Tests.Renderers;

/// <summary>Whose renderers a page has.</summary>
public enum FrontEnd
{
    /// <summary>JupyterLab as it comes.</summary>
    JupyterLab,

    /// <summary>JupyterLab with jupyterlab-plotly, the extension for figures.</summary>
    JupyterLabWithPlotly,

    /// <summary>VS Code's figure component, in a page that treats outputs as VS Code's notebooks do.</summary>
    VsCode,
}

/// <summary>
/// Pages of the real renderers in a real browser. Their npm packages, pinned by package-lock.json, are fetched once into artifacts/npm and
/// bundled there with the
/// small pages beside this file; without scripts of the packages.
/// </summary>
public sealed class FrontEnds : IAsyncLifetime
{
    private static readonly string[] Ours = ["package.json", "package-lock.json", "bundle.mjs", "lab.js", "vscode.js"];
    private static readonly Lazy<Task<string>> Bundled = new(BundleAsync);
    private string _pages = "";

    internal Browser Browser { get; } = new();

    public async ValueTask InitializeAsync()
    {
        _pages = await Bundled.Value;
        await Browser.InitializeAsync();
    }

    public ValueTask DisposeAsync() => Browser.DisposeAsync();

    /// <summary>Opens a page with these renderers and no cells.</summary>
    /// <param name="kind">Whose.</param>
    /// <param name="dark">Whether the front end's theme is dark.</param>
    /// <param name="width">The window's width, CSS pixels.</param>
    internal async Task<FrontEndPage> OpenAsync(FrontEnd kind, bool dark = false, int width = 1000)
    {
        var name = kind == FrontEnd.VsCode ? "vscode" : "lab";
        var page = await Browser.OpenAsync(new Uri(Path.Combine(_pages, $"{name}.html")).AbsoluteUri, width: width);
        await page.Page.EvaluateAsync(
            "options => frontEnd.start(options)",
            new { extension = kind == FrontEnd.JupyterLabWithPlotly, dark }
        );
        return new FrontEndPage(page);
    }

    /// <summary>The source of axe-core, which checks accessibility.</summary>
    internal Task<string> AxeAsync() => File.ReadAllTextAsync(Path.Combine(_pages, "axe.js"));

    private static async Task<string> BundleAsync()
    {
        var here = Clone.In("tests", "Workbench.Notebook.Tests", "Renderers");
        var texts = await Task.WhenAll(Ours.Select(name => File.ReadAllTextAsync(Path.Combine(here, name))));
        var modules = Clone.In("artifacts", "npm", $"renderers-{Hash(texts[..2])}");
        var pages = Path.Combine(modules, $"www-{Hash(texts)}");
        if (Directory.Exists(pages))
            return pages;
        // Whoever comes second, another test run too, waits for the first; what was interrupted is made anew.
        Directory.CreateDirectory(modules);
        await using var turn = await LockAsync(Path.Combine(modules, "lock"));
        if (Directory.Exists(pages))
            return pages;
        foreach (var (name, text) in Ours.Zip(texts))
            await File.WriteAllTextAsync(Path.Combine(modules, name), text);
        if (!File.Exists(Path.Combine(modules, "installed")))
        {
            await RunAsync(modules, "npm", "ci", "--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund");
            await File.WriteAllTextAsync(Path.Combine(modules, "installed"), "");
        }
        await RunAsync(modules, "node", "bundle.mjs");
        Directory.Move(Path.Combine(modules, "www"), pages);
        return pages;
    }

    private static async Task<FileStream> LockAsync(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(200);
            }
        }
    }

    private static async Task RunAsync(string folder, string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            }
        )!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"the renderers could not be made: {program} {string.Join(' ', arguments)} ended with "
                    + $"{process.ExitCode}\n{await output}\n{await error}"
            );
    }

    private static string Hash(IEnumerable<string> texts) => Sha256.Of(string.Join('\0', texts))[..12];
}
