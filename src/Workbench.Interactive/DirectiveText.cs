using Microsoft.DotNet.Interactive.Commands;

namespace Workbench.Interactive;

/// <summary>
/// The line of a magic as it was written. The values that .NET Interactive's parser makes of it lose what it does not expect.
/// </summary>
internal static class DirectiveText
{
    private const string Prefix = "Directive: ";

    /// <summary>The text of the line.</summary>
    /// <param name="command">A directive's command: its text says the line, its parent is the cell.</param>
    /// <param name="magic">The magic's name.</param>
    /// <exception cref="InvalidInputException">The line cannot be found; nothing is run.</exception>
    public static string Of(KernelCommand command, string magic)
    {
        var text = command.ToString() is { } said && said.StartsWith(Prefix, StringComparison.Ordinal) ? said[Prefix.Length..].Trim() : "";
        return
            text.StartsWith($"#!{magic}", StringComparison.Ordinal)
            && (command.Parent as SubmitCode)?.Code.Contains(text, StringComparison.Ordinal) == true
            ? text
            : throw new InvalidInputException(
                "the line of a magic must be found in its cell",
                $"#!{magic}",
                null,
                "Put it into a cell of its own."
            );
    }
}
