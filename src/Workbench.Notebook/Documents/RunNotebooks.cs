using System.CommandLine;
using System.Globalization;
using Workbench.Notebook.Display;
using Workbench.Notebook.Documents.Checking;
using Workbench.Notebook.Documents.Pages;
using Workbench.Notebook.Documents.Running;
using Workbench.Operations;

namespace Workbench.Notebook.Documents;

/// <summary>Runs notebooks without a front end, each in its own child process, and saves after every cell.</summary>
/// <param name="host">The clock, folders and the program for child processes.</param>
/// <param name="scripts">The scripts that outputs need: plotly.js.</param>
public sealed class RunNotebooks(HostEnvironment host, ScriptLibrary scripts) : Operation<RunNotebooksOptions, RunNotebooksResult>
{
    private readonly Argument<string[]> _files = new("files")
    {
        Description = "Notebooks: .ipynb (nbformat 4), .dib, .csx",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string[]> _parameters = Repeated(
        "--parameter",
        "-p",
        "name=value",
        "Set a variable of the cell tagged parameters, as papermill does (repeatable); values are YAML: 3, 0.5, true, text, [1, 2]"
    );
    private readonly Option<string?> _parameterFile = new("--parameters-file", "-f")
    {
        Description = "A YAML file of parameters; each notebook takes the parameters that it declares",
        HelpName = "file",
    };
    private readonly Option<string?> _out = new("--output", "-o")
    {
        Description = "Save the run notebook after every cell, to a file.ipynb or a folder [default: not saved]",
        HelpName = "file|folder",
    };
    private readonly Option<bool> _inPlace = new("--inplace") { Description = "Replace the notebooks themselves" };
    private readonly Option<string?> _html = new("--html")
    {
        Description = "Write a self-contained HTML page to a file or a folder",
        HelpName = "file|folder",
    };
    private readonly Option<string?> _junit = new("--junit")
    {
        Description = "Write a JUnit report with a test case for every cell",
        HelpName = "file.xml",
    };
    private readonly Option<bool> _check = new("--check")
    {
        Description =
            "Compare fresh outputs with the stored ones; show differences and exit with 3. Supports nbval's tags: "
            + "nbval-ignore-output, nbval-skip …",
    };
    private readonly Option<bool> _lax = new("--lax") { Description = "With --check: compare only cells tagged nbval-check-output" };
    private readonly Option<double> _rtol = Tolerance("--rtol", "relative", NumericText.DefaultRtol);
    private readonly Option<double> _atol = Tolerance("--atol", "absolute", NumericText.DefaultAtol);
    private readonly Option<string?> _sanitize = new("--sanitize-with")
    {
        Description = "With --check: a file of patterns for volatile text, in nbval's format",
        HelpName = "file",
    };
    private readonly Option<bool> _continue = new("--continue") { Description = "Continue after a failed cell" };
    private readonly Option<bool> _skipForeign = new("--skip-foreign")
    {
        Description = "Skip cells in languages other than C#, which are an error otherwise; the result counts them",
    };
    private readonly Option<int> _jobs = new("--jobs", "-j")
    {
        Description = "Number of notebooks to run in parallel",
        HelpName = "n",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<string?> _cellTimeout = new("--cell-timeout")
    {
        Description = "Interrupt a cell that runs longer: 90s, 10m [default: no limit]",
        HelpName = "duration",
    };
    private readonly Option<string?> _timeout = new("--timeout")
    {
        Description = "Interrupt a notebook that runs longer: 1h [default: no limit]",
        HelpName = "duration",
    };
    private readonly Option<bool> _png = new("--png")
    {
        Description = "Add a PNG to each figure (needs Chromium), for viewers that strip scripts",
    };
    private readonly Option<PlotlyJsInclusion> _plotly = new("--plotlyjs")
    {
        Description = "Whether saved notebooks contain plotly.js (1.5 MB): embed or omit",
        HelpName = "embed|omit",
    };
    private readonly Option<string?> _folder = new("--cwd")
    {
        Description = "The cells' current folder [default: the notebook's]",
        HelpName = "folder",
    };
    private readonly Option<long> _maxText = new("--max-output")
    {
        Description = "Maximum number of characters of text output kept per cell",
        HelpName = "n",
        DefaultValueFactory = _ => OutputLimits.Default.Text,
    };

    /// <inheritdoc/>
    public override string Name => "run";

    /// <inheritdoc/>
    public override string Summary => "Run notebooks without a front end, with parameters; save, check or publish their outputs";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [
            new(
                "run notebooks/01-quickstart.ipynb -p seeds=3 -o out.ipynb --html out.html",
                "run with a parameter; save the result as a notebook and as a page"
            ),
            new(
                "run notebooks/*.ipynb -f smoke.yaml -j 2 --junit report.xml",
                "in CI: run every notebook at a small budget; report a test case for each cell"
            ),
            new(
                "run notebooks/02-norm-placement.ipynb --check --rtol 1e-3",
                "check that the outputs are reproduced; exit with 3 and show the differences if not"
            ),
        ];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Arguments.Add(_files);
        Option[] options =
        [
            _parameters,
            _parameterFile,
            _out,
            _inPlace,
            _html,
            _junit,
            _check,
            _lax,
            _rtol,
            _atol,
            _sanitize,
            _continue,
            _skipForeign,
            _jobs,
            _cellTimeout,
            _timeout,
            _png,
            _plotly,
            _folder,
            _maxText,
        ];
        foreach (var option in options)
            command.Options.Add(option);
    }

    /// <inheritdoc/>
    public override RunNotebooksOptions Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return new RunNotebooksOptions
        {
            Files = parsed.GetValue(_files) ?? [],
            Parameters = parsed.GetValue(_parameters) ?? [],
            ParameterFile = parsed.GetValue(_parameterFile),
            Out = parsed.GetValue(_out),
            InPlace = parsed.GetValue(_inPlace),
            Html = parsed.GetValue(_html),
            JUnit = parsed.GetValue(_junit),
            Check = parsed.GetValue(_check)
                ? new CheckOptions(parsed.GetValue(_rtol), parsed.GetValue(_atol), parsed.GetValue(_sanitize), parsed.GetValue(_lax))
                : null,
            Continue = parsed.GetValue(_continue),
            SkipForeign = parsed.GetValue(_skipForeign),
            Jobs = parsed.GetValue(_jobs),
            CellTimeout = parsed.GetValue(_cellTimeout) is { } cell ? Durations.Parse(cell, "--cell-timeout") : null,
            Timeout = parsed.GetValue(_timeout) is { } notebook ? Durations.Parse(notebook, "--timeout") : null,
            Png = parsed.GetValue(_png),
            PlotlyJs = parsed.GetValue(_plotly),
            Folder = parsed.GetValue(_folder),
            MaxText = parsed.GetValue(_maxText),
        };
    }

    /// <inheritdoc/>
    public override async Task<RunNotebooksResult> RunAsync(
        RunNotebooksOptions options,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        var plans = new RunPlanner(host, options, text => progress.Report(new WarningRaised(text))).Plan();
        var sanitizer = options.Check is { } check ? Sanitizer.Read(check.Sanitizers is { } file ? host.Resolve(file) : null) : null;
        var settings = new NotebookRunSettings(
            host.Cells
                ?? throw new InvalidInputException(
                    "cells run in a child process, and there is no program to start",
                    "run",
                    "the command-line program"
                ),
            new Dictionary<string, string> { ["WORKBENCH_FIGURE_PNG"] = options.Png ? "1" : "0" },
            new Timeouts(options.CellTimeout ?? TimeSpan.MaxValue, options.Timeout ?? TimeSpan.MaxValue),
            options.Continue,
            options.Check is not null,
            OutputLimits.Default with
            {
                Text = options.MaxText,
            },
            scripts,
            options.PlotlyJs
        );

        var tally = new Tally(plans, progress);
        using var slots = new SemaphoreSlim(options.Jobs);
        var runs = plans.Select(RunOne).ToList();
        await ((Task)Task.WhenAll(runs)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // A notebook that could not be saved (a full disk) must not lose the report of the others.
        var records = runs.Where(run => run.IsCompletedSuccessfully).Select(run => run.Result).ToList();
        if (options.JUnit is { } junit && records.Count > 0)
            NotebookFile.Keep(host.Resolve(junit), JUnitReport.Of(records, host.Clock.GetUtcNow()));
        return new RunNotebooksResult(await Task.WhenAll(runs).ConfigureAwait(false));

        async Task<NotebookRecord> RunOne(PlannedRun planned)
        {
            await slots.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            try
            {
                // After an interrupt no further notebook starts.
                if (cancellation.IsCancellationRequested)
                {
                    var left = new NotebookRecord(
                        planned.Plan.Input,
                        null,
                        null,
                        ExitCode.Interrupted,
                        0,
                        NotebookRunner.NotRun(planned.Plan.Document)
                    );
                    tally.Ended(left);
                    return left;
                }
                var (begun, start) = (host.Clock.GetUtcNow(), host.Clock.GetTimestamp());
                var runner = new NotebookRunner(planned.Plan, settings, host.Clock);
                var cells = await runner
                    .RunAsync((done, all, what) => tally.Report(planned.Plan, done, all, what), cancellation)
                    .ConfigureAwait(false);
                if (options.Check is { } how)
                    cells = new NotebookCheck(how, sanitizer!, PlacesOf(planned.Plan, begun)).Compare(planned.Plan, cells);
                if (planned.Html is { } html)
                    NotebookFile.Keep(html, PageOf(planned.Plan, progress));
                var seconds = host.Clock.GetElapsedTime(start).TotalSeconds;
                var record = new NotebookRecord(
                    planned.Plan.Input,
                    planned.Plan.Output,
                    planned.Html,
                    RunNotebooksResult.Of(cells),
                    seconds,
                    cells
                );
                tally.Ended(record);
                return record;
            }
            finally
            {
                slots.Release();
            }
        }
    }

    private byte[] PageOf(RunPlan plan, IProgress<OperationEvent> progress)
    {
        var pictures = new PagePictures([FolderOf(plan), plan.Folder], text => progress.Report(new WarningRaised($"{plan.Input}: {text}")));
        return NotebookPage.Of(plan.Document, Path.GetFileNameWithoutExtension(plan.Input), scripts, pictures);
    }

    private RunPlaces PlacesOf(RunPlan plan, DateTimeOffset begun)
    {
        var own = host.Folders;
        string[] folders = [plan.Folder, FolderOf(plan), NotebookFile.RealPath(plan.Folder), own.Data, own.Cache, own.Config];
        return new(folders, own.Data, begun, host.Clock.GetUtcNow());
    }

    private string FolderOf(RunPlan plan) => Path.GetDirectoryName(host.Resolve(plan.Input))!;

    private static Option<double> Tolerance(string name, string kind, double standard) =>
        new(name)
        {
            Description = $"With --check: {kind} tolerance of numbers",
            HelpName = "x",
            DefaultValueFactory = _ => standard,
        };

    private static Option<string[]> Repeated(string name, string alias, string helpName, string description) =>
        new(name, alias)
        {
            Description = description,
            HelpName = helpName,
            DefaultValueFactory = _ => [],
            Arity = ArgumentArity.OneOrMore,
        };

    /// <summary>Reports progress: one bar for all notebooks, one for each running notebook, and a line when a notebook ends.</summary>
    private sealed class Tally(IReadOnlyList<PlannedRun> plans, IProgress<OperationEvent> progress)
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<RunPlan, int> _done = [];
        private readonly int _all = plans.Sum(planned => planned.Plan.Document.CodeCells.Count());

        public void Report(RunPlan plan, int done, int all, string what)
        {
            lock (_gate)
            {
                _done[plan] = done;
                if (plans.Count > 1)
                    progress.Report(new Advanced("notebooks", _done.Values.Sum(), _all, $"{_done.Count} of {plans.Count} started"));
                progress.Report(new Advanced(plan.Input, done, all, done < all ? $"cell {done + 1} of {all}: {Short(what)}" : null));
            }
        }

        public void Ended(NotebookRecord record)
        {
            progress.Report(new TaskEnded(record.Input));
            if (plans.Count > 1)
                progress.Report(
                    new StepStarted(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{record.Input}: {NotebookStatusText.Of(record)}, {record.Seconds:0.0} s"
                        )
                    )
                );
        }

        private static string Short(string line) => line.Length > 60 ? line[..60] + "…" : line;
    }
}
