using System.Globalization;
using System.Text.Json.Nodes;
using Workbench.Notebook.Documents.Languages;

namespace Workbench.Notebook.Documents.Running;

/// <summary>Writes the metadata of papermill and nbclient into a notebook: language, times, parameters, failures.</summary>
/// <param name="document">The notebook.</param>
/// <param name="foreign">The cells in other languages, which are not run.</param>
/// <param name="clock">The clock.</param>
internal sealed class PapermillMetadata(NotebookDocument document, IReadOnlyDictionary<JsonObject, string> foreign, TimeProvider clock)
{
    private DateTimeOffset _start;

    /// <summary>Records the start of the run.</summary>
    public void Begin(string input, string? output, JsonObject parameters, string version)
    {
        _start = clock.GetUtcNow();
        NoteLanguage();
        document.Metadata["papermill"] = new JsonObject
        {
            ["default_parameters"] = new JsonObject(),
            ["duration"] = null,
            ["end_time"] = null,
            ["environment_variables"] = new JsonObject(),
            ["exception"] = null,
            ["input_path"] = input,
            ["output_path"] = output,
            ["parameters"] = parameters,
            ["start_time"] = Time(_start),
            ["version"] = version,
        };
        foreach (var cell in document.Cells)
        {
            cell.Metadata["papermill"] = new JsonObject
            {
                ["duration"] = null,
                ["end_time"] = null,
                ["exception"] = null,
                ["start_time"] = null,
                ["status"] = "pending",
            };
            cell.Metadata.Remove("execution");
        }
    }

    /// <summary>Sets <c>language_info</c>. Keeps the value of notebooks in other or several languages.</summary>
    private void NoteLanguage()
    {
        var field = (document.Metadata["language_info"] as JsonObject)?["name"];
        var noted = field is JsonValue value && value.TryGetValue<string>(out var name) ? name : null;
        if (NotebookLanguage.Of(document.Metadata).IsCSharp && (noted is null || LanguageNames.Bare(noted) is not null))
            document.Metadata["language_info"] = LanguageInfo.Json();
    }

    /// <summary>Records the start of a cell.</summary>
    public void Begin(NotebookCell cell)
    {
        var now = clock.GetUtcNow();
        var note = Note(cell);
        note["start_time"] = Time(now);
        note["status"] = "running";
        note["exception"] = false;
        cell.Metadata["execution"] = new JsonObject { ["iopub.execute_input"] = Stamp(now), ["iopub.status.busy"] = Stamp(now) };
    }

    /// <summary>Records the end of a cell.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="failed">Whether the cell counts as failed.</param>
    /// <param name="seconds">The duration.</param>
    public void End(NotebookCell cell, bool failed, double seconds)
    {
        var now = clock.GetUtcNow();
        var note = Note(cell);
        note["end_time"] = Time(now);
        note["duration"] = Math.Round(seconds, 6);
        note["status"] = failed ? "failed" : "completed";
        note["exception"] = failed;
        if (failed)
            NotebookNote()["exception"] = true;
        if (cell.Metadata["execution"] is JsonObject execution)
        {
            execution["iopub.status.idle"] = Stamp(now);
            execution["shell.execute_reply"] = Stamp(now);
        }
    }

    /// <summary>Records the end of the run. Cells without code become completed; cells after the end of the run stay pending.</summary>
    /// <param name="complete">Whether the run reached the last cell.</param>
    public void End(bool complete)
    {
        var now = clock.GetUtcNow();
        NotebookNote()["end_time"] = Time(now);
        NotebookNote()["duration"] = Math.Round((now - _start).TotalSeconds, 6);
        foreach (var cell in document.Cells)
        {
            var status = (string?)Note(cell)["status"];
            if (status == "failed" && !complete)
                break;
            if (status == "pending" && !foreign.ContainsKey(cell.Node))
                Note(cell)["status"] = "completed";
        }
    }

    private JsonObject NotebookNote() => (JsonObject)document.Metadata["papermill"]!;

    private static JsonObject Note(NotebookCell cell) => (JsonObject)cell.Metadata["papermill"]!;

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    private static string Stamp(DateTimeOffset time) => Time(time) + "Z";
}
