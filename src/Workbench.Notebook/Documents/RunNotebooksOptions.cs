namespace Workbench.Notebook.Documents;

/// <summary>Whether a saved notebook contains plotly.js.</summary>
public enum PlotlyJsInclusion
{
    /// <summary>An output before the first figure carries plotly.js: every front end draws the figures, offline too.</summary>
    Embed,

    /// <summary>plotly.js is left out: figures show an image (with <c>--png</c>) or a text until a cell is run again.</summary>
    Omit,
}

/// <summary>The options of a headless run.</summary>
public sealed record RunNotebooksOptions
{
    /// <summary>Notebooks: .ipynb, .dib, .csx.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Parameters as "name=value".</summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];

    /// <summary>A YAML file of parameters; <see cref="Parameters"/> take precedence.</summary>
    public string? ParameterFile { get; init; }

    /// <summary>The file or folder to save the run notebook to; several notebooks need a folder. Null: not saved.</summary>
    public string? Out { get; init; }

    /// <summary>Whether the run notebook replaces the input.</summary>
    public bool InPlace { get; init; }

    /// <summary>The file or folder to write a static page to; null for none.</summary>
    public string? Html { get; init; }

    /// <summary>The file to write a JUnit report to; null for none.</summary>
    public string? JUnit { get; init; }

    /// <summary>How fresh outputs are compared with stored ones; null: not compared.</summary>
    public CheckOptions? Check { get; init; }

    /// <summary>Whether cells after a failed cell run. Default false.</summary>
    public bool Continue { get; init; }

    /// <summary>Whether cells in languages other than C# are skipped; otherwise such a cell is an error and nothing runs. Default
    /// false.</summary>
    public bool SkipForeign { get; init; }

    /// <summary>The number of notebooks that run in parallel. Default 1.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>The time limit of one cell; null: no limit.</summary>
    public TimeSpan? CellTimeout { get; init; }

    /// <summary>The time limit of one notebook; null: no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether figures contain a PNG too, which needs Chromium.</summary>
    public bool Png { get; init; }

    /// <summary>Whether saved notebooks contain plotly.js.</summary>
    public PlotlyJsInclusion PlotlyJs { get; init; }

    /// <summary>The cells' current folder; null: the notebook's folder.</summary>
    public string? Folder { get; init; }

    /// <summary>The maximum number of characters of text output kept per cell. Default 1,000,000.</summary>
    public long MaxText { get; init; } = 1_000_000;
}

/// <summary>How fresh outputs are compared with stored ones.</summary>
/// <param name="Rtol">The relative tolerance of numbers.</param>
/// <param name="Atol">The absolute tolerance of numbers.</param>
/// <param name="Sanitizers">A file of patterns in the format of nbval's --sanitize-with; null for the built-in rules only.</param>
/// <param name="MarkedOnly">Whether only cells tagged <c>nbval-check-output</c> are compared.</param>
public sealed record CheckOptions(double Rtol, double Atol, string? Sanitizers, bool MarkedOnly);
