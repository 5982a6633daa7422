using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Workbench.Notebook.Documents.Formats;

namespace Workbench.Notebook.Documents.Running;

/// <summary>
/// Converts a cell's outputs to nbformat: joins stream texts, applies display updates and clears, and enforces limits. Not thread-safe.
/// </summary>
/// <param name="outputs">The cell's nbformat outputs; changed in place.</param>
/// <param name="displays">The notebook's display ids.</param>
/// <param name="limits">The limits.</param>
internal sealed partial class CellOutputs(JsonArray outputs, DisplayIds displays, OutputLimits limits)
{
    private readonly StringBuilder _text = new();
    private JsonObject? _stream;
    private bool _clearNext;
    private long _textKept;
    private long _textLost;
    private long _dataKept;
    private int _lost;

    /// <summary>Text that a carriage return overwrites: of a progress bar only the last state is kept.</summary>
    [GeneratedRegex(@"[^\n]*\r(?=[^\n\r])")]
    private static partial Regex Overwritten();

    /// <summary>Adds an output.</summary>
    public void Add(CellOutput output)
    {
        switch (output)
        {
            case ClearOutput { Wait: true }:
                _clearNext = true;
                return;
            case ClearOutput:
                Clear();
                return;
            case DisplayOutput { Update: true, DisplayId: { } id } update:
                if (SizeOf(update.Bundle) > limits.Data)
                    _lost++;
                else
                    displays.Update(id, MultilineText.Stored(update.Bundle.Data), update.Bundle.Metadata);
                return;
        }
        if (_clearNext)
            Clear();
        switch (output)
        {
            case StreamOutput stream:
                AddText(stream);
                break;
            case ErrorOutput error:
                // The error is always kept, even beyond the limits.
                Append(OfError(limits.Bounded(error)));
                break;
            case DisplayOutput display:
                AddBundle(display.Bundle, display.DisplayId, new JsonObject { ["output_type"] = "display_data" });
                break;
            case ResultOutput result:
                AddBundle(
                    result.Bundle,
                    result.DisplayId,
                    new JsonObject { ["execution_count"] = result.ExecutionCount, ["output_type"] = "execute_result" }
                );
                break;
        }
    }

    /// <summary>Writes the pending stream text to the outputs. Call before saving.</summary>
    public void Flush()
    {
        if (_stream is not null)
            _stream["text"] = MultilineText.Split(Overwritten().Replace(_text.ToString(), ""));
    }

    /// <summary>Flushes, and appends a notice of the dropped outputs, if any.</summary>
    public void Close()
    {
        Flush();
        var lost = new List<string>();
        if (_textLost > 0)
            lost.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{_textLost:#,0} more characters were printed (the first {limits.Text:#,0} are kept)"
                )
            );
        if (_lost > 0)
            lost.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{_lost:#,0} more outputs were shown (a cell keeps {limits.Outputs:#,0} outputs and {limits.Data:#,0} "
                        + $"characters in them)"
                )
            );
        if (lost.Count == 0)
            return;
        (_textLost, _lost) = (0, 0);
        Append(
            new JsonObject
            {
                ["name"] = "stderr",
                ["output_type"] = "stream",
                ["text"] = MultilineText.Split($"[workbench: output cut: {string.Join("; ", lost)}]\n"),
            }
        );
    }

    /// <summary>An error in nbformat's form.</summary>
    public static JsonObject OfError(ErrorOutput error) =>
        new()
        {
            ["ename"] = error.Name,
            ["evalue"] = error.Value,
            ["output_type"] = "error",
            ["traceback"] = new JsonArray([.. error.Traceback.Select(line => JsonValue.Create(line))]),
        };

    private void AddText(StreamOutput stream)
    {
        var room = OutputLimits.Fitting(stream.Text, limits.Text - _textKept);
        if (room < stream.Text.Length)
        {
            _textLost += stream.Text.Length - room;
            // Text after a gap is dropped too, even if it would fit.
            _textKept = limits.Text - room;
        }
        if (room == 0)
            return;
        var name = stream.Stream == StandardStream.Out ? "stdout" : "stderr";
        if (_stream is null || (string?)_stream["name"] != name)
        {
            if (outputs.Count >= limits.Outputs)
            {
                _textLost += room;
                return;
            }
            Append(
                new JsonObject
                {
                    ["name"] = name,
                    ["output_type"] = "stream",
                    ["text"] = new JsonArray(),
                }
            );
            _stream = (JsonObject)outputs[^1]!;
        }
        _text.Append(stream.Text, 0, room);
        _textKept += room;
    }

    private void AddBundle(MimeBundle bundle, string? displayId, JsonObject output)
    {
        var size = SizeOf(bundle);
        if (outputs.Count >= limits.Outputs || _dataKept + size > limits.Data)
        {
            _lost++;
            return;
        }
        _dataKept += size;
        output.Insert(0, "data", MultilineText.Stored(bundle.Data));
        output.Insert(output.Count - 1, "metadata", bundle.Metadata.DeepClone());
        Append(output);
        if (displayId is not null)
            displays.Add(displayId, output);
    }

    private static long SizeOf(MimeBundle bundle) => bundle.Data.Sum(form => Size(form.Value));

    private static long Size(JsonNode? form) =>
        form is JsonValue value && value.TryGetValue<string>(out var text) ? text.Length : form?.ToJsonString().Length ?? 0;

    private void Append(JsonObject output)
    {
        Flush();
        _stream = null;
        _text.Clear();
        outputs.Add((JsonNode)output);
    }

    private void Clear()
    {
        displays.Forget(outputs);
        outputs.Clear();
        _stream = null;
        _text.Clear();
        (_clearNext, _textKept, _dataKept) = (false, 0, 0);
    }
}
