using System.Text.Json.Nodes;
using Workbench.Ablation;
using Workbench.Notebook.Display;

namespace Workbench.Notebook.Documents.Running;

/// <summary>One notebook to run.</summary>
/// <param name="Input">The notebook's path as given.</param>
/// <param name="Folder">The current folder of the cells.</param>
/// <param name="Document">The notebook to run: a copy of the input with injected parameters.</param>
/// <param name="Stored">The notebook as read, for comparison.</param>
/// <param name="Parameters">The injected parameters.</param>
/// <param name="Output">The file that the run notebook is saved to after every cell; null: not saved.</param>
/// <param name="OutputFromHere">The output path relative to the current folder, for the notebook's metadata.</param>
/// <param name="Foreign">The cells in other languages, which are skipped, with their languages.</param>
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
    /// <summary>Whether the runner skips a cell and keeps its stored outputs.</summary>
    /// <param name="cell">A cell of <see cref="Document"/>.</param>
    /// <param name="checking">Whether nbval's tags apply.</param>
    public bool Skips(NotebookCell cell, bool checking) => Foreign.ContainsKey(cell.Node) || CellTags.Skips(cell, checking);
}

/// <summary>The settings of a run, shared by all notebooks.</summary>
/// <param name="Command">The program of the child processes.</param>
/// <param name="Variables">Environment variables to add in the child processes.</param>
/// <param name="Timeouts">The time limits.</param>
/// <param name="GoOn">Whether cells after a failed cell run.</param>
/// <param name="Checking">Whether nbval's tags apply.</param>
/// <param name="Limits">The limits of outputs.</param>
/// <param name="Scripts">The scripts that outputs need.</param>
/// <param name="PlotlyJs">Whether saved notebooks contain plotly.js.</param>
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
