using System.Text.Json.Nodes;
using Workbench.Ablation;
using Workbench.Notebook.Display;
using Workbench.Notebook.Documents;
using Workbench.Operations;

namespace Workbench.Notebook.Tests.Documents;

/// <summary>Runs notebooks of a folder of its own, with a fake child unless told otherwise.</summary>
internal sealed class RunShell(WorkerCommand? command = null) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public List<OperationEvent> Events { get; } = [];

    public Dictionary<string, string> Variables { get; } = [];

    public string Folder => _folder.Path;

    /// <summary>Whether progress has told of something.</summary>
    public bool Said(string detail)
    {
        lock (Events)
            return Events.OfType<Advanced>().Any(advanced => advanced.Detail?.StartsWith(detail, StringComparison.Ordinal) == true);
    }

    public HostEnvironment HostEnvironment =>
        new(
            XdgFolders.FromEnvironment(name => name == "HOME" ? _folder.Path : null),
            TimeProvider.System,
            _folder.Path,
            name => Variables.GetValueOrDefault(name),
            new WorkerCommand("false", []),
            null,
            command ?? FakeCells.Command
        );

    public string File(string name) => _folder.File(name);

    public string Write(string name, NotebookDocument document)
    {
        document.WriteIpynb(File(name));
        return name;
    }

    public string Write(string name, params string[] cells) => Write(name, Samples.Code(cells));

    public async Task<RunNotebooksResult> Run(
        RunNotebooksOptions options,
        CancellationToken cancellation = default,
        ScriptLibrary? scripts = null
    ) =>
        await new RunNotebooks(HostEnvironment, scripts ?? ScriptLibrary.Empty)
            .RunAsync(options, new Recorder(Events), cancellation)
            .WaitAsync(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);

    /// <summary>Runs one notebook of these cells and reads what was saved.</summary>
    public async Task<(NotebookRecord Record, NotebookDocument Saved)> RunCells(
        string[] cells,
        Func<RunNotebooksOptions, RunNotebooksOptions>? with = null,
        CancellationToken cancellation = default
    )
    {
        Write("in.ipynb", cells);
        var options = new RunNotebooksOptions { Files = ["in.ipynb"], Out = "out.ipynb" };
        var result = await Run(with is null ? options : with(options), cancellation);
        return (Assert.Single(result.Notebooks), NotebookDocument.Read(File("out.ipynb")));
    }

    /// <summary>A cell's outputs, each in a few letters.</summary>
    public static string Shown(NotebookCell cell) =>
        string.Join(
            " | ",
            cell.Outputs.OfType<JsonObject>()
                .Select(output =>
                    (string?)output["output_type"] switch
                    {
                        "stream" => $"{output["name"]}: {string.Concat(output["text"]!.AsArray().Select(line => (string?)line)).TrimEnd()}",
                        "error" => $"error: {output["ename"]}: {output["evalue"]}",
                        var type => $"{type}: {string.Concat(output["data"]!["text/plain"]!.AsArray().Select(line => (string?)line))}",
                    }
                )
        );

    public void Dispose() => _folder.Dispose();

    private sealed class Recorder(List<OperationEvent> events) : IProgress<OperationEvent>
    {
        public void Report(OperationEvent value)
        {
            lock (events)
                events.Add(value);
        }
    }
}
