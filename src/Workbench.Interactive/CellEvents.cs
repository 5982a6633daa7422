using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Workbench.Notebook;

namespace Workbench.Interactive;

/// <summary>The front end of one cell: publishes the cell's outputs as events of its command.</summary>
/// <param name="command">The command that runs the cell.</param>
/// <param name="context">Publishes the events. Drops events that come after the command has ended.</param>
internal sealed partial class CellEvents(KernelCommand command, KernelInvocationContext context) : ICellFrontEnd
{
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public void Send(CellOutput output)
    {
        // An error is reported once, by CommandFailed. .NET Interactive has no event that clears a cell's outputs.
        KernelEvent? published = output switch
        {
            StreamOutput { Stream: StandardStream.Error } text => new StandardErrorValueProduced(
                command,
                [new(PlainTextFormatter.MimeType, text.Text)]
            ),
            StreamOutput text => new StandardOutputValueProduced(command, [new(PlainTextFormatter.MimeType, text.Text)]),
            DisplayOutput { Update: true, DisplayId: { } id } display => new DisplayedValueUpdated(
                null,
                id,
                command,
                Forms(display.Bundle)
            ),
            DisplayOutput display => new DisplayedValueProduced(null, command, Forms(display.Bundle), display.DisplayId),
            ResultOutput result => new ReturnValueProduced(null, command, Forms(result.Bundle), result.DisplayId),
            _ => null,
        };
        if (published is null)
            return;
        lock (_gate)
            context.Publish(published);
    }

    /// <inheritdoc/>
    public string ReadLine(string prompt, bool password, CancellationToken cancellation) =>
        throw new InvalidInputException(
            "a cell of the workbench kernel under .NET Interactive cannot read input",
            prompt.Length > 0 ? $"\"{prompt}\"" : null,
            null,
            "Read the input in a C# cell and share the value: #!set --name answer --value @input:answer"
        );

    /// <summary>The traceback without ANSI colours; "Name: Value" when there is no traceback.</summary>
    public static string TextOf(ErrorOutput error)
    {
        var text = Colour().Replace(string.Join('\n', error.Traceback), "").Trim();
        return text.Length > 0 ? text : $"{error.Name}: {error.Value}";
    }

    /// <summary>A bundle as .NET Interactive's formatted values; JSON documents become text.</summary>
    public static IReadOnlyList<FormattedValue> Forms(MimeBundle bundle) =>
        [.. bundle.Data.Where(form => form.Value is not null).Select(form => new FormattedValue(form.Key, TextOf(form.Value!)))];

    private static string TextOf(JsonNode form) =>
        form is JsonValue value && value.TryGetValue<string>(out var text) ? text : form.ToJsonString();

    [GeneratedRegex("\u001b\\[[0-9;]*m")]
    private static partial Regex Colour();
}
