using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Workbench.Notebook;

namespace Workbench.Interactive;

/// <summary>The front end of one cell: what the cell shows becomes events of its command.</summary>
/// <param name="command">What runs.</param>
/// <param name="context">Where events go. After the command's end they go nowhere: .NET Interactive has no place for them.</param>
internal sealed partial class CellEvents(KernelCommand command, KernelInvocationContext context) : ICellFrontEnd
{
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public void Send(CellOutput output)
    {
        // Errors are told by the command's failure, once. There is no event that clears what a cell has shown.
        KernelEvent? told = output switch
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
        if (told is null)
            return;
        lock (_gate)
            context.Publish(told);
    }

    /// <inheritdoc/>
    public string ReadLine(string prompt, bool password, CancellationToken cancellation) =>
        throw new InvalidInputException(
            "a cell of .NET Interactive's workbench kernel cannot ask for input",
            prompt.Length > 0 ? $"\"{prompt}\"" : null,
            null,
            "Ask in a C# cell and hand the answer over: #!set --name answer --value @input:answer"
        );

    /// <summary>An error as text, without colours: hosts show it as they like.</summary>
    public static string TextOf(ErrorOutput error)
    {
        var text = Colour().Replace(string.Join('\n', error.Traceback), "").Trim();
        return text.Length > 0 ? text : $"{error.Name}: {error.Value}";
    }

    /// <summary>A bundle as .NET Interactive has it: documents are text.</summary>
    public static IReadOnlyList<FormattedValue> Forms(MimeBundle bundle) =>
        [.. bundle.Data.Where(form => form.Value is not null).Select(form => new FormattedValue(form.Key, TextOf(form.Value!)))];

    private static string TextOf(JsonNode form) =>
        form is JsonValue value && value.TryGetValue<string>(out var text) ? text : form.ToJsonString();

    [GeneratedRegex("\u001b\\[[0-9;]*m")]
    private static partial Regex Colour();
}
