using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Operations;

namespace Workbench.Notebook.Jupyter;

/// <summary>Writes the contents of the kernel's messages, with the fields of the Jupyter messaging specification.</summary>
internal static class MessageContents
{
    public static byte[] Status(string state) => Utf8Json.Object(json => json.WriteString("execution_state", state));

    public static byte[] Welcome(string subscription) => Utf8Json.Object(json => json.WriteString("subscription", subscription));

    public static byte[] Stream(StandardStream stream, string text) =>
        Utf8Json.Object(json =>
        {
            json.WriteString("name", stream == StandardStream.Out ? "stdout" : "stderr");
            json.WriteString("text", text);
        });

    public static byte[] ExecuteInput(string code, int count) =>
        Utf8Json.Object(json =>
        {
            json.WriteString("code", code);
            json.WriteNumber("execution_count", count);
        });

    public static byte[] Display(DisplayOutput output) =>
        Utf8Json.Object(json =>
        {
            Bundle(json, output.Bundle);
            Transient(json, output.DisplayId);
        });

    public static byte[] Result(ResultOutput output) =>
        Utf8Json.Object(json =>
        {
            json.WriteNumber("execution_count", output.ExecutionCount);
            Bundle(json, output.Bundle);
            Transient(json, output.DisplayId);
        });

    public static byte[] Error(ErrorOutput error) => Utf8Json.Object(json => Error(json, error));

    public static byte[] ClearOutput(bool wait) => Utf8Json.Object(json => json.WriteBoolean("wait", wait));

    public static byte[] ExecuteReply(CellOutcome outcome) =>
        Utf8Json.Object(json =>
        {
            json.WriteString("status", outcome.Status == CellStatus.Ok ? "ok" : "error");
            json.WriteNumber("execution_count", outcome.ExecutionCount);
            if (outcome.Status != CellStatus.Ok)
                Error(json, outcome.Error ?? new ErrorOutput("Interrupted", "the cell was interrupted", []));
            json.WriteStartObject("user_expressions");
            foreach (var (name, value) in outcome.Expressions ?? new Dictionary<string, CellOutput>())
            {
                json.WriteStartObject(name);
                json.WriteString("status", value is ErrorOutput ? "error" : "ok");
                if (value is ErrorOutput error)
                    Error(json, error);
                else if (value is DisplayOutput display)
                    Bundle(json, display.Bundle);
                else if (value is ResultOutput result)
                    Bundle(json, result.Bundle);
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteStartArray("payload");
            foreach (var page in outcome.Payloads ?? [])
            {
                json.WriteStartObject();
                json.WriteString("source", "page");
                Bundle(json, page.Bundle);
                json.WriteNumber("start", 0);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });

    public static byte[] Aborted(int count) =>
        Utf8Json.Object(json =>
        {
            json.WriteString("status", "aborted");
            json.WriteNumber("execution_count", count);
        });

    public static byte[] ErrorReply(string name, string value) =>
        Utf8Json.Object(json =>
        {
            json.WriteString("status", "error");
            Error(json, new ErrorOutput(name, value, [$"{name}: {value}"]));
        });

    public static byte[] Ok(Action<Utf8JsonWriter>? more = null) =>
        Utf8Json.Object(json =>
        {
            json.WriteString("status", "ok");
            more?.Invoke(json);
        });

    public static byte[] Complete(string code, CompletionList completions) =>
        Ok(json =>
        {
            var (start, end) = (CodePoints.FromUtf16(code, completions.Start), CodePoints.FromUtf16(code, completions.End));
            json.WriteStartArray("matches");
            foreach (var match in completions.Matches)
                json.WriteStringValue(match.Text);
            json.WriteEndArray();
            json.WriteNumber("cursor_start", start);
            json.WriteNumber("cursor_end", end);
            json.WriteStartObject("metadata");
            json.WriteStartArray("_jupyter_types_experimental");
            foreach (var match in completions.Matches)
            {
                json.WriteStartObject();
                json.WriteNumber("start", start);
                json.WriteNumber("end", end);
                json.WriteString("text", match.Text);
                json.WriteString("type", match.Kind);
                json.WriteString("signature", match.Signature ?? "");
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });

    public static byte[] Inspect(MimeBundle? bundle) =>
        Ok(json =>
        {
            json.WriteBoolean("found", bundle is not null);
            Bundle(json, bundle ?? new MimeBundle([]));
        });

    public static byte[] IsComplete(Completeness completeness) =>
        Utf8Json.Object(json =>
        {
            json.WriteString("status", completeness.Status);
            if (completeness.Status == "incomplete")
                json.WriteString("indent", completeness.Indent);
        });

    public static byte[] KernelInfo() =>
        Ok(json =>
        {
            json.WriteString("protocol_version", MessageWriter.ProtocolVersion);
            json.WriteString("implementation", "workbench");
            json.WriteString("implementation_version", ProductVersion.Text);
            json.WriteStartObject("language_info");
            foreach (var (name, value) in LanguageInfo.Fields)
                json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteString("banner", $"Transformer Workbench {ProductVersion.Text}: C# and magics; #!lsmagic lists the magics");
            json.WriteBoolean("debugger", false);
            json.WriteStartArray("help_links");
            json.WriteStartObject();
            json.WriteString("text", "C#");
            json.WriteString("url", "https://learn.microsoft.com/dotnet/csharp/");
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteStartArray("supported_features");
            json.WriteEndArray();
        });

    public static byte[] History(IEnumerable<HistoryEntry> entries, bool output) =>
        Ok(json =>
        {
            json.WriteStartArray("history");
            foreach (var entry in entries)
            {
                json.WriteStartArray();
                json.WriteNumberValue(CellHistory.Session);
                json.WriteNumberValue(entry.Line);
                if (output)
                    json.WriteStartArray();
                json.WriteStringValue(entry.Input);
                if (output)
                {
                    if (entry.Output is null)
                        json.WriteNullValue();
                    else
                        json.WriteStringValue(entry.Output);
                    json.WriteEndArray();
                }
                json.WriteEndArray();
            }
            json.WriteEndArray();
        });

    public static byte[] CommInfo(IEnumerable<Comm> comms) =>
        Ok(json =>
        {
            json.WriteStartObject("comms");
            foreach (var comm in comms)
            {
                json.WriteStartObject(comm.Id);
                json.WriteString("target_name", comm.Target);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        });

    public static byte[] Comm(string id, string? target, JsonObject? data) =>
        Utf8Json.Object(json =>
        {
            json.WriteString("comm_id", id);
            if (target is not null)
                json.WriteString("target_name", target);
            json.WritePropertyName("data");
            (data ?? []).WriteTo(json);
        });

    public static byte[] InputRequest(string prompt, bool password) =>
        Utf8Json.Object(json =>
        {
            json.WriteString("prompt", prompt);
            json.WriteBoolean("password", password);
        });

    public static byte[] DebugUnsupported(DebugRequest request) =>
        Utf8Json.Object(json =>
        {
            json.WriteNumber("seq", request.Seq + 1);
            json.WriteString("type", "response");
            json.WriteNumber("request_seq", request.Seq);
            json.WriteBoolean("success", false);
            json.WriteString("command", request.Command ?? "");
            json.WriteString("message", "this kernel has no debugger");
        });

    private static void Error(Utf8JsonWriter json, ErrorOutput error)
    {
        json.WriteString("ename", error.Name);
        json.WriteString("evalue", error.Value);
        json.WriteStartArray("traceback");
        foreach (var line in error.Traceback)
            json.WriteStringValue(line);
        json.WriteEndArray();
    }

    private static void Bundle(Utf8JsonWriter json, MimeBundle bundle)
    {
        json.WritePropertyName("data");
        bundle.Data.WriteTo(json);
        json.WritePropertyName("metadata");
        bundle.Metadata.WriteTo(json);
    }

    private static void Transient(Utf8JsonWriter json, string? displayId)
    {
        json.WriteStartObject("transient");
        if (displayId is not null)
            json.WriteString("display_id", displayId);
        json.WriteEndObject();
    }
}
