namespace Workbench.Notebook;

/// <summary>The imports of every cell: namespaces, and types whose static members need no qualification.</summary>
public static class NotebookImports
{
    /// <summary>The imports, as Roslyn's script options take them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "System",
        "System.Collections.Generic",
        "System.Globalization",
        "System.IO",
        "System.Linq",
        "System.Text",
        "System.Threading",
        "System.Threading.Tasks",
        "TorchSharp",
        "TorchSharp.torch",
        "TorchSharp.Modules",
        "Microsoft.DotNet.Interactive.Formatting",
        "MathNet.Numerics",
        "MathNet.Numerics.Statistics",
        "Plotly.NET.CSharp",
        "Workbench",
        "Workbench.Kernels",
        "Workbench.Ablation",
        "Workbench.Configuration",
        "Workbench.Data",
        "Workbench.Reporting",
        "Workbench.Generation",
        "Workbench.Models",
        "Workbench.Models.Attention",
        "Workbench.Models.Blocks",
        "Workbench.Models.Contracts",
        "Workbench.Models.FeedForward",
        "Workbench.Models.Heads",
        "Workbench.Models.Initialisation",
        "Workbench.Models.Norms",
        "Workbench.Models.Positions",
        "Workbench.Notebook",
        "Workbench.Notebook.Display",
        "Workbench.Notebook.Display.DisplayFunctions",
        "Workbench.Operations",
        "Workbench.Pretrained",
        "Workbench.Statistics",
        "Workbench.Tokenizers",
        "Workbench.Training",
    ];
}
