using System.Text.Json.Nodes;
using Workbench.Ablation;
using Workbench.Notebook.Display;

namespace Workbench.Notebook.Documents.Running;

/// <summary>One notebook to run.</summary>
/// <param name="Input">Its path as the user wrote it.</param>
/// <param name="Folder">The current folder of its cells.</param>
/// <param name="Document">What is run: a copy of the input with parameters in it.</param>
/// <param name="Stored">The notebook as it was read, for comparison.</param>
/// <param name="Parameters">What was injected.</param>
/// <param name="Output">Where the run notebook is saved after every cell; null: nowhere.</param>
/// <param name="OutputFromHere">The same as a person in the current folder writes it: what the notebook itself notes.</param>
/// <param name="Foreign">The cells that are left out, and their languages.</param>
internal sealed record RunPlan(
    string Input,
    string Folder,
    NotebookDocument Document,
    NotebookDocument Stored,
    JsonObject Parameters,
    string? Output,
    string? OutputFromHere,
    IReadOnlyDictionary<JsonObject, string> Foreign
)
{
    /// <summary>Whether the runner leaves a cell out, with its stored outputs.</summary>
    /// <param name="cell">A cell of <see cref="Document"/>.</param>
    /// <param name="checking">Whether nbval's tags hold.</param>
    public bool Skips(NotebookCell cell, bool checking) => Foreign.ContainsKey(cell.Node) || CellTags.Skips(cell, checking);
}

/// <summary>How notebooks are run.</summary>
/// <param name="Command">Starts a child process.</param>
/// <param name="Variables">Its environment variables besides ours.</param>
/// <param name="Timeouts">How long things may take.</param>
/// <param name="GoOn">Whether cells after a failed one run too.</param>
/// <param name="Checking">Whether nbval's tags hold.</param>
/// <param name="Limits">How much output is kept.</param>
/// <param name="Scripts">What outputs need on a page.</param>
/// <param name="PlotlyJs">Whether it stays in outputs that are saved.</param>
internal sealed record NotebookRunSettings(
    WorkerCommand Command,
    IReadOnlyDictionary<string, string> Variables,
    Timeouts Timeouts,
    bool GoOn,
    bool Checking,
    OutputLimits Limits,
    ScriptLibrary Scripts,
    PlotlyJsInclusion PlotlyJs
);
