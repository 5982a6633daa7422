using Workbench.Ablation;
using Workbench.Cli;
using Workbench.Operations;

namespace Workbench.Testing;

/// <summary>Runs command lines in this process, in folders of their own, with captured streams.</summary>
internal sealed class Shell : IDisposable
{
    private readonly Dictionary<string, string> _variables = [];

    public Shell()
    {
        Folder = Directory.CreateTempSubdirectory("workbench-cli-").FullName;
        _variables["HOME"] = Folder;
    }

    public string Folder { get; }

    public string Ledger => Path.Combine(Folder, ".local", "share", "workbench", "ledger");

    public record Outcome(ExitCode Code, string Out, string Error);

    public string In(params string[] parts) => Path.Combine([Folder, .. parts]);

    public string Write(string name, string text)
    {
        File.WriteAllText(In(name), text);
        return In(name);
    }

    public HostEnvironment HostEnvironment =>
        new(
            XdgFolders.FromEnvironment(name => _variables.GetValueOrDefault(name)),
            TimeProvider.System,
            Folder,
            name => _variables.GetValueOrDefault(name),
            new WorkerCommand("false", [])
        );

    public async Task<Outcome> Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(
            TextReader.Null,
            output,
            error,
            OutIsTerminal: false,
            ErrorIsTerminal: false,
            Width: 100,
            Colour: false
        );
        var code = await new WorkbenchCli(HostEnvironment, terminal, Workbench.Notebook.NotebookComposition.CreateInterpreter).RunAsync(
            arguments,
            TestContext.Current.CancellationToken
        );
        return new Outcome(code, output.ToString(), error.ToString());
    }

    /// <summary>Every file that was written, relative to the folder.</summary>
    public IReadOnlyList<string> Files() =>
        [
            .. Directory
                .EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(Folder, path))
                .Order(StringComparer.Ordinal),
        ];

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
