using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace Workbench.Polyglot;

/// <summary>
/// A magic in a cell of the host's: its line is sent to the Workbench's kernel as it was written, because what the host's parser makes of
/// it loses words.
/// </summary>
internal static partial class ForwardedMagic
{
    /// <summary>Runs it.</summary>
    /// <param name="magic">Its name.</param>
    /// <param name="host">The kernel whose cell it stands in, and whose variables <c>@name</c> means.</param>
    /// <param name="workbench">Where it runs.</param>
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
                message: $"the line of a magic must be found in its cell (got #!{magic}). Put it into a cell of its own."
            );
            return;
        }
        var values = new Dictionary<string, string?>();
        foreach (var name in VariableName().Matches(line).Select(match => match.Groups[1].Value).Distinct())
            values[name] = await TextOfAsync(host, name).ConfigureAwait(false);
        // One that the host's kernel does not have is left: the Workbench's kernel may have it, or says what is wrong.
        var code = VariableName().Replace(line, match => values[match.Groups[1].Value] ?? match.Value);
        // Not through the host's kernels: they would tell of a failure three times.
        if (
            await workbench.RunAsync(code, told => Publish(told, command, context), context.CancellationToken).ConfigureAwait(false) is
            { } failure
        )
            context.Fail(command, message: failure);
    }

    private static void Publish(KernelEvent told, KernelCommand command, KernelInvocationContext context)
    {
        KernelEvent? here = told switch
        {
            StandardOutputValueProduced text => new StandardOutputValueProduced(command, text.FormattedValues),
            StandardErrorValueProduced text => new StandardErrorValueProduced(command, text.FormattedValues),
            DisplayedValueUpdated update => new DisplayedValueUpdated(null, update.ValueId, command, update.FormattedValues),
            ReturnValueProduced or DisplayedValueProduced when (DisplayEvent)told is var shown => new DisplayedValueProduced(
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
