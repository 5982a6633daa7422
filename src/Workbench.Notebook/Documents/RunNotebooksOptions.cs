namespace Workbench.Notebook.Documents;

/// <summary>What becomes of plotly.js in a notebook that is saved.</summary>
public enum PlotlyJsInclusion
{
    /// <summary>The first figure's output carries it: every front end draws the figures, offline too.</summary>
    Embed,

    /// <summary>It is left out: figures show a picture (with <c>--png</c>) or words until a cell is run again.</summary>
    Omit,
}

/// <summary>What a headless run is asked for.</summary>
public sealed record RunNotebooksOptions
{
    /// <summary>Notebooks: .ipynb, .dib, .csx.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Parameters as "name=value".</summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];

    /// <summary>A YAML file of parameters; those of <see cref="Parameters"/> go before it.</summary>
    public string? ParameterFile { get; init; }

    /// <summary>Where the run notebook is saved: a file, or a folder (for several notebooks always). Null: nowhere.</summary>
    public string? Out { get; init; }

    /// <summary>Whether the input itself is replaced.</summary>
    public bool InPlace { get; init; }

    /// <summary>Where a static page is written: a file, or a folder.</summary>
    public string? Html { get; init; }

    /// <summary>Where a JUnit report is written.</summary>
    public string? JUnit { get; init; }

    /// <summary>How outputs are compared with those that are stored; null: they are not.</summary>
    public CheckOptions? Check { get; init; }

    /// <summary>Whether cells after a failed one run too.</summary>
    public bool Continue { get; init; }

    /// <summary>Whether cells of other languages than C# are left out; otherwise nothing is run. Default false.</summary>
    public bool SkipForeign { get; init; }

    /// <summary>Notebooks that run at a time. Default 1.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>How long one cell may run; null: without limit.</summary>
    public TimeSpan? CellTimeout { get; init; }

    /// <summary>How long one notebook may run; null: without limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether figures hold a PNG too, which takes Chromium.</summary>
    public bool Png { get; init; }

    /// <summary>What becomes of plotly.js.</summary>
    public PlotlyJsInclusion PlotlyJs { get; init; }

    /// <summary>The cells' current folder; null: the notebook's own.</summary>
    public string? Folder { get; init; }

    /// <summary>Characters of text that one cell may print. Default 1,000,000.</summary>
    public long MaxText { get; init; } = 1_000_000;
}

/// <summary>How fresh outputs are compared with stored ones.</summary>
/// <param name="Rtol">The relative tolerance of numbers.</param>
/// <param name="Atol">The absolute tolerance of numbers.</param>
/// <param name="Sanitizers">A file of patterns as nbval's --sanitize-with takes it; null for none besides ours.</param>
/// <param name="MarkedOnly">Whether only cells tagged <c>nbval-check-output</c> are compared.</param>
public sealed record CheckOptions(double Rtol, double Atol, string? Sanitizers, bool MarkedOnly);
