using Spectre.Console;

namespace Workbench.Cli;

/// <summary>The three streams of a command and what is known of them. Tests give their own.</summary>
/// <param name="In">Standard input.</param>
/// <param name="Out">Standard output: results, and nothing else.</param>
/// <param name="Error">Standard error: progress and errors.</param>
/// <param name="OutIsTerminal">Whether a person reads <paramref name="Out"/>.</param>
/// <param name="ErrorIsTerminal">Whether a person reads <paramref name="Error"/>.</param>
/// <param name="Width">Columns of the terminal.</param>
/// <param name="Colour">Whether colours are wanted (<c>NO_COLOR</c> is not set).</param>
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
    /// Where results are rendered. Without a terminal nothing is wrapped or coloured, and lines end where their words do.
    /// </summary>
    public IAnsiConsole OutConsole() => Console(Out, OutIsTerminal);

    /// <summary>Where progress is rendered.</summary>
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
                // The environment is not asked (GitHub Actions, TeamCity …): what is passed in decides.
                Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            }
        );
        console.Profile.Width = terminal ? Math.Max(Width, 40) : 4096;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
