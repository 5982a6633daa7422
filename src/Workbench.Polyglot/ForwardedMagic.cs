using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace Workbench.Polyglot;

/// <summary>
/// Forwards a magic in a cell of the host to the Workbench's kernel. Sends the original line, because the host's parser drops words.
/// </summary>
internal static partial class ForwardedMagic
{
    /// <summary>Runs the magic.</summary>
    /// <param name="magic">The magic's name.</param>
    /// <param name="host">The kernel of the cell, whose variables replace <c>@name</c>.</param>
    /// <param name="workbench">The process that runs the magic.</param>
    /// <param name="command">The directive's command.</param>
    /// <param name="context">The cell.</param>
    public static async Task RunAsync(
        string magic,
        Kernel host,
        WorkbenchProcess workbench,
        KernelCommand command,
        KernelInvocationContext context
    )
    {
        if (DirectiveLine.Of(command) is not { } line)
        {
            context.Fail(
                command,
                message: $"the source line of a magic was not found in its cell (got #!{magic}). Put the magic into a cell of its own."
            );
            return;
        }
        var values = new Dictionary<string, string?>();
        foreach (var name in VariableName().Matches(line).Select(match => match.Groups[1].Value).Distinct())
            values[name] = await TextOfAsync(host, name).ConfigureAwait(false);
        // Leave variables that the host's kernel does not have: the Workbench's kernel may have them, or reports the error.
        var code = VariableName().Replace(line, match => values[match.Groups[1].Value] ?? match.Value);
        // Bypass the host's kernels, which would report a failure three times.
        if (
            await workbench
                .RunAsync(code, received => Publish(received, command, context), context.CancellationToken)
                .ConfigureAwait(false) is
            { } failure
        )
            context.Fail(command, message: failure);
    }

    private static void Publish(KernelEvent received, KernelCommand command, KernelInvocationContext context)
    {
        KernelEvent? here = received switch
        {
            StandardOutputValueProduced text => new StandardOutputValueProduced(command, text.FormattedValues),
            StandardErrorValueProduced text => new StandardErrorValueProduced(command, text.FormattedValues),
            DisplayedValueUpdated update => new DisplayedValueUpdated(null, update.ValueId, command, update.FormattedValues),
            ReturnValueProduced or DisplayedValueProduced when (DisplayEvent)received is var shown => new DisplayedValueProduced(
                null,
                command,
                shown.FormattedValues,
                shown.ValueId
            ),
            _ => null,
        };
        if (here is not null)
            context.Publish(here);
    }

    private static async Task<string?> TextOfAsync(Kernel host, string name)
    {
        var result = await host.RootKernel.SendAsync(new RequestValue(name, "application/json", host.Name)).ConfigureAwait(false);
        if (result.Events.OfType<ValueProduced>().FirstOrDefault()?.FormattedValue.Value is not { } json)
            return null;
        using var document = JsonDocument.Parse(json);
        return TextOf(document.RootElement);
    }

    private static string? TextOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String when value.GetString() is { } text => text.Any(char.IsWhiteSpace) ? $"'{text}'" : text,
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.Array when value.EnumerateArray().Select(TextOf).ToList() is var items => items.Contains(null)
                ? null
                : string.Join(',', items),
            _ => null,
        };

    [GeneratedRegex(@"(?<=^|[\s=,:{])@([A-Za-z_]\w*)")]
    private static partial Regex VariableName();
}
