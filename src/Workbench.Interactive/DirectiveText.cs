using Microsoft.DotNet.Interactive.Commands;

namespace Workbench.Interactive;

/// <summary>
/// The source line of a magic. The arguments that .NET Interactive's parser makes of the line drop everything that the parser does not
/// expect.
/// </summary>
internal static class DirectiveText
{
    private const string Prefix = "Directive: ";

    /// <summary>The text of the magic's line.</summary>
    /// <param name="command">The directive's command. Its text contains the line; its parent is the cell's command.</param>
    /// <param name="magic">The magic's name.</param>
    /// <exception cref="InvalidInputException">The line cannot be found in the cell.</exception>
    public static string Of(KernelCommand command, string magic)
    {
        var text = command.ToString() is { } full && full.StartsWith(Prefix, StringComparison.Ordinal) ? full[Prefix.Length..].Trim() : "";
        return
            text.StartsWith($"#!{magic}", StringComparison.Ordinal)
            && (command.Parent as SubmitCode)?.Code.Contains(text, StringComparison.Ordinal) == true
            ? text
            : throw new InvalidInputException(
                "the source line of a magic was not found in its cell",
                $"#!{magic}",
                null,
                "Put the magic into a cell of its own."
            );
    }
}
