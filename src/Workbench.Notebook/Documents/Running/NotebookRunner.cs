using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Workbench.Notebook.Display;
using Workbench.Notebook.Documents.Formats;
using Workbench.Operations;

namespace Workbench.Notebook.Documents.Running;

/// <summary>Runs one notebook in a child process and saves the document after every cell.</summary>
internal sealed partial class NotebookRunner
{
    private static readonly TimeSpan AutoSave = TimeSpan.FromSeconds(30);
    private readonly RunPlan _plan;
    private readonly NotebookRunSettings _settings;
    private readonly TimeProvider _clock;
    private readonly PapermillMetadata _notes;
    private readonly DisplayIds _displays = new();
    private readonly Dictionary<int, CellOutputs> _outputs = [];
    private readonly List<CellRecord> _records = [];

    /// <summary>Guards the document: outputs arrive on the threads of the child's pipes.</summary>
    private readonly Lock _gate = new();

    public NotebookRunner(RunPlan plan, NotebookRunSettings settings, TimeProvider clock)
    {
        (_plan, _settings, _clock) = (plan, settings, clock);
        _notes = new PapermillMetadata(plan.Document, plan.Foreign, clock);
    }

    [GeneratedRegex(@"\x1b\[[0-9;]*[A-Za-z]")]
    private static partial Regex Colours();

    /// <summary>Runs the notebook.</summary>
    /// <param name="advanced">Called before each cell and at the end with the finished cells, the number of cells and the first line of the
    /// next cell.</param>
    /// <param name="cancellation">Interrupts the running cell, skips the remaining cells and saves the document.</param>
    /// <returns>A record for every code cell.</returns>
    public async Task<IReadOnlyList<CellRecord>> RunAsync(Action<int, int, string> advanced, CancellationToken cancellation)
    {
        var begun = _clock.GetTimestamp();
        var cells = Prepare();
        Save(NotebookFile.Write);
        await using var child = CellProcess.Start(_settings.Command, _plan.Folder, _settings.Variables, _clock, Show);
        var stopped = cells.Count > 0 ? await StartAsync(child, cells[0], cancellation).ConfigureAwait(false) : null;
        for (var i = 0; i < cells.Count; i++)
        {
            var (index, cell) = cells[i];
            if (stopped is not null || _plan.Skips(cell, _settings.Checking) || string.IsNullOrWhiteSpace(cell.Source))
            {
                _records.Add(stopped is { Item1: var at } && at == index ? stopped.Value.Item2 : Left(index, cell, stopped is null));
                continue;
            }
            if (cancellation.IsCancellationRequested)
            {
                stopped = (-1, Record(index, cell, CellRunStatus.Interrupted, 0, "KeyboardInterrupt: interrupted"));
                _records.Add(stopped.Value.Item2);
                continue;
            }
            advanced(i, cells.Count, FirstLine(cell));
            var record = await RunAsync(child, index, cell, begun, cancellation).ConfigureAwait(false);
            _records.Add(record);
            if (
                record.Fate is CellRunStatus.TimedOut or CellRunStatus.Interrupted or CellRunStatus.Died
                || record.Fate == CellRunStatus.Failed && !_settings.GoOn
            )
                stopped = (-1, record);
        }
        await child.DisposeAsync().ConfigureAwait(false);
        lock (_gate)
        {
            foreach (var outputs in _outputs.Values)
                outputs.Close();
            _notes.End(stopped is null);
        }
        Save(final: true);
        advanced(cells.Count, cells.Count, "");
        return _records;
    }

    /// <summary>The records of a notebook that was not started.</summary>
    public static IReadOnlyList<CellRecord> NotRun(NotebookDocument document) =>
        [
            .. document
                .Cells.Index()
                .Where(pair => pair.Item.Kind == CellKind.Code)
                .Select(pair => new CellRecord(pair.Index, FirstLine(pair.Item), CellRunStatus.NotRun, 0, null)
                {
                    Number = document.NumberOf(pair.Index),
                }),
        ];

    /// <summary>Clears the outputs of all cells but skipped ones, and adds ids and metadata.</summary>
    private List<(int Index, NotebookCell Cell)> Prepare()
    {
        var document = _plan.Document;
        // nbformat requires the field; readers treat a missing one as 0.
        document.Root.TryAdd("nbformat_minor", 0);
        CellIds.Complete(document);
        _notes.Begin(_plan.Input, _plan.OutputFromHere, (JsonObject)_plan.Parameters.DeepClone(), $"workbench {ProductVersion.Text}");
        var cells = document.Cells.Index().Where(pair => pair.Item.Kind == CellKind.Code).Select(pair => (pair.Index, pair.Item)).ToList();
        foreach (var (index, cell) in cells)
        {
            if (_plan.Skips(cell, _settings.Checking))
                continue;
            cell.ExecutionCount = null;
            cell.Outputs.Clear();
            _outputs[index] = new CellOutputs(cell.Outputs, _displays, _settings.Limits);
        }
        return cells;
    }

    /// <summary>Waits for the child process. A child that does not start fails the first cell.</summary>
    private async Task<(int, CellRecord)?> StartAsync(
        CellProcess child,
        (int Index, NotebookCell Cell) first,
        CancellationToken cancellation
    )
    {
        if (await child.ReadyAsync(Timeouts.Start, cancellation).ConfigureAwait(false))
            return null;
        if (cancellation.IsCancellationRequested)
            return (first.Index, Record(first.Index, first.Cell, CellRunStatus.Interrupted, 0, "KeyboardInterrupt: interrupted"));
        var error = new ErrorOutput(
            "DeadKernelError",
            $"the process that runs cells did not start: it {child.Words("before it was ready")}",
            []
        );
        Add(first.Index, error);
        _notes.Begin(first.Cell);
        _notes.End(first.Cell, failed: true, 0);
        return (first.Index, Record(first.Index, first.Cell, CellRunStatus.Died, 0, Short(error)));
    }

    private async Task<CellRecord> RunAsync(CellProcess child, int index, NotebookCell cell, long begun, CancellationToken cancellation)
    {
        lock (_gate)
            _notes.Begin(cell);
        var start = _clock.GetTimestamp();
        var left =
            _settings.Timeouts.Notebook == TimeSpan.MaxValue
                ? TimeSpan.MaxValue
                : _settings.Timeouts.Notebook - _clock.GetElapsedTime(begun);
        var limit = left < _settings.Timeouts.Cell ? left : _settings.Timeouts.Cell;
        var request = new CellRequest(cell.Code, cell.Id) { Number = _plan.Document.NumberOf(index) };
        var running = child.RunAsync(index, request, limit < TimeSpan.Zero ? TimeSpan.Zero : limit, cancellation);
        while (await Task.WhenAny(running, Task.Delay(AutoSave, _clock, CancellationToken.None)).ConfigureAwait(false) != running)
            Save();
        var ending = await running.ConfigureAwait(false);
        var seconds = _clock.GetElapsedTime(start).TotalSeconds;
        var (fate, error) = Judge(ending, cell, limit == left && left < _settings.Timeouts.Cell);
        if (error is not null)
            Add(index, error);
        lock (_gate)
        {
            cell.ExecutionCount = ending.Outcome is { ExecutionCount: > 0 } outcome ? outcome.ExecutionCount : null;
            _outputs[index].Close();
            _notes.End(cell, fate != CellRunStatus.Done, seconds);
        }
        Save();
        return Record(
            index,
            cell,
            fate,
            seconds,
            fate == CellRunStatus.Done
                ? null
                : Short(error ?? (ending.Outcome?.Error is { } thrown ? _settings.Limits.Bounded(thrown) : null))
        );
    }

    /// <summary>The fate of a cell, and the error that the runner adds to the cell's outputs.</summary>
    private (CellRunStatus Fate, ErrorOutput? Error) Judge(CellEnding ending, NotebookCell cell, bool isNotebookLimit)
    {
        switch (ending)
        {
            case { Kind: CellEndingKind.Died }:
                return (CellRunStatus.Died, new ErrorOutput("DeadKernelError", $"the process that ran the cells {ending.Words}", []));
            case { Kind: CellEndingKind.TimedOut }:
                var limit = isNotebookLimit ? _settings.Timeouts.Notebook : _settings.Timeouts.Cell;
                return (
                    CellRunStatus.TimedOut,
                    new ErrorOutput(
                        "CellTimeoutError",
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{(isNotebookLimit ? "the notebook" : "the cell")} ran longer than {limit.TotalSeconds:0.###} s and was "
                                + $"{(ending.Alive ? "interrupted" : "killed")}"
                        ),
                        []
                    )
                );
            case { Kind: CellEndingKind.Interrupted }:
                return (
                    CellRunStatus.Interrupted,
                    ending.Outcome?.Error is null
                        ? new ErrorOutput(
                            "KeyboardInterrupt",
                            ending.Alive ? "interrupted" : "interrupted; the cell did not stop, and its process was killed",
                            []
                        )
                        : null
                );
            case { Outcome.Status: CellStatus.Ok }:
                return (CellRunStatus.Done, null);
            default:
                return (CellTags.MayFail(cell) ? CellRunStatus.Done : CellRunStatus.Failed, null);
        }
    }

    private void Show(int index, CellOutput output) => Add(index, output);

    private void Add(int index, CellOutput output)
    {
        lock (_gate)
            _outputs.GetValueOrDefault(index)?.Add(output);
    }

    private void Save(bool final = false) => Save(NotebookFile.Keep, final);

    private void Save(Action<string, byte[]> write, bool final = false)
    {
        if (_plan.Output is null)
            return;
        JsonObject notebook;
        lock (_gate)
        {
            foreach (var outputs in _outputs.Values)
                outputs.Flush();
            notebook = _plan.Document.ToJson();
        }
        // Cells that run in order carry the script before the first figure; an update of an earlier output may need a different place.
        if (_settings.PlotlyJs == PlotlyJsInclusion.Omit)
            DocumentScripts.RemoveFrom((JsonArray)notebook["cells"]!);
        else if (final)
            _settings.Scripts.EnsureFirst((JsonArray)notebook["cells"]!);
        write(_plan.Output, Utf8Text.Encode(NotebookJson.Write(notebook) + "\n"));
    }

    private CellRecord Left(int index, NotebookCell cell, bool reached)
    {
        var record = Record(index, cell, reached ? CellRunStatus.Skipped : CellRunStatus.NotRun, 0);
        return reached && _plan.Foreign.TryGetValue(cell.Node, out var language)
            ? record with
            {
                SkippedFor = $"its language is {language}",
            }
            : record;
    }

    private CellRecord Record(int index, NotebookCell cell, CellRunStatus fate, double seconds, string? error = null)
    {
        lock (_gate)
            return new CellRecord(index, FirstLine(cell), fate, seconds, error)
            {
                Number = _plan.Document.NumberOf(index),
                Texts = TextsOf(cell),
            };
    }

    private static string FirstLine(NotebookCell cell) =>
        cell.Source.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0) ?? "";

    private static string? Short(ErrorOutput? error) =>
        error is null ? null
        : error.Value.Length > 0 ? $"{error.Name}: {error.Value}"
        : error.Name;

    private static CellTexts TextsOf(NotebookCell cell)
    {
        var (shown, errors, traceback) = (new List<string>(), new List<string>(), new List<string>());
        foreach (var output in cell.Outputs.OfType<JsonObject>().Where(output => !ScriptLibrary.IsCarrier(output)))
        {
            switch ((string?)output["output_type"])
            {
                case "stream":
                    ((string?)output["name"] == "stderr" ? errors : shown).Add(MultilineText.Join(output["text"]));
                    break;
                case "error":
                    traceback.AddRange((output["traceback"] as JsonArray ?? []).Select(line => Colours().Replace((string?)line ?? "", "")));
                    break;
                default:
                    shown.Add((MultilineText.Form(output["data"] as JsonObject, "text/plain") ?? "") + "\n");
                    break;
            }
        }
        return new CellTexts(string.Concat(shown), string.Concat(errors), string.Join('\n', traceback));
    }
}
