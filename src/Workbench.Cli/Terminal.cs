using Spectre.Console;

namespace Workbench.Cli;

/// <summary>The standard streams of a command and their properties. Tests pass their own.</summary>
/// <param name="In">Standard input.</param>
/// <param name="Out">Standard output: results only.</param>
/// <param name="Error">Standard error: progress and errors.</param>
/// <param name="OutIsTerminal">Whether <paramref name="Out"/> is a terminal.</param>
/// <param name="ErrorIsTerminal">Whether <paramref name="Error"/> is a terminal.</param>
/// <param name="Width">The width of the terminal in columns.</param>
/// <param name="Colour">Whether to use colours (<c>NO_COLOR</c> is not set).</param>
public sealed record Terminal(
    TextReader In,
    TextWriter Out,
    TextWriter Error,
    bool OutIsTerminal,
    bool ErrorIsTerminal,
    int Width,
    bool Colour
)
{
    /// <summary>
    /// The console for results. When standard output is not a terminal, text is not wrapped or coloured, and lines have no trailing spaces.
    /// </summary>
    public IAnsiConsole OutConsole() => Console(Out, OutIsTerminal);

    /// <summary>The console for progress.</summary>
    public IAnsiConsole ErrorConsole() => Console(Error, ErrorIsTerminal);

    private IAnsiConsole Console(TextWriter writer, bool terminal)
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = terminal ? AnsiSupport.Yes : AnsiSupport.No,
                ColorSystem = terminal && Colour ? ColorSystemSupport.EightBit : ColorSystemSupport.NoColors,
                Interactive = terminal ? InteractionSupport.Yes : InteractionSupport.No,
                Out = new AnsiConsoleOutput(terminal ? writer : new TrimmedWriter(writer)),
                // No detection of CI systems by environment variables: the settings above are final.
                Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            }
        );
        console.Profile.Width = terminal ? Math.Max(Width, 40) : 4096;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
