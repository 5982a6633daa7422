using System.CommandLine;
using System.CommandLine.Help;
using Workbench.Operations;

namespace Workbench.Notebook.Magics;

/// <summary>A parsed magic line.</summary>
/// <param name="Magic">The magic or subcommand.</param>
/// <param name="Parsed">The arguments and options.</param>
/// <param name="Help">The help text, when the line requests help; else null.</param>
internal sealed record MagicLine(Magic Magic, ParseResult Parsed, string? Help)
{
    // As in the shell: no response files (@x), and -xyz is one option.
    private static readonly ParserConfiguration Parser = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    private const int HelpWidth = 120;

    /// <summary>Parses a line.</summary>
    /// <exception cref="InvalidInputException">An unknown magic, variable or option, or an open quote; lists every fault of the
    /// line.</exception>
    public static MagicLine Parse(MagicSet magics, MagicPart part, IReadOnlyList<CellVariable> variables)
    {
        var magic = magics.Named(part.Name);
        // The arguments of a body magic are its body's first line, unless they request help.
        var words = magic.TakesBody
            ? part.Arguments is "-h" or "--help" or "-?"
                ? [part.Arguments]
                : []
            : MagicTokenizer.Read(part.Arguments, variables);
        var (command, owners) = Command(magic, magics.Surface);
        var parsed = command.Parse(WithUsual(magic, words), Parser);
        if (parsed.CommandResult.GetResult(command.Options[0]) is not null || parsed.GetResult(command.Options[0]) is not null)
            return new MagicLine(owners[parsed.CommandResult.Command], parsed, HelpOf(parsed, magics.Surface));
        return ParseErrors.Of(parsed, magics.Surface) is { Count: > 0 } faults
            ? throw new InvalidInputException(faults)
            : new MagicLine(owners[parsed.CommandResult.Command], parsed, null);
    }

    /// <summary>Parses the words before the cursor, for completion; ignores errors.</summary>
    public static ParseResult Parse(Magic magic, CommandSurface surface, IReadOnlyList<string> words) =>
        Command(magic, surface).Command.Parse(WithUsual(magic, words, completing: true), Parser);

    /// <summary>The help of a magic.</summary>
    public static string HelpOf(Magic magic, CommandSurface surface) =>
        HelpOf(Command(magic, surface).Command.Parse(["--help"], Parser), surface);

    /// <summary>The help of a subcommand.</summary>
    public static string HelpOf(MagicSet magics, Magic magic, string part) =>
        HelpOf(Command(magic, magics.Surface).Command.Parse([part, "--help"], Parser), magics.Surface);

    private static string HelpOf(ParseResult parsed, CommandSurface surface)
    {
        using var text = new StringWriter();
        parsed.Invoke(new InvocationConfiguration { Output = text, Error = text });
        return string.Join('\n', text.ToString().TrimEnd().Split('\n').Select(line => line.TrimEnd())) + "\n";
    }

    private static IReadOnlyList<string> WithUsual(Magic magic, IReadOnlyList<string> words, bool completing = false) =>
        magic.Usual is { } usual && words is [] or [['-', ..] and not ("-h" or "--help" or "-?"), ..] && !completing
            ? [usual, .. words]
            : words;

    private static (OperationCommand Command, Dictionary<Command, Magic> Owners) Command(Magic magic, CommandSurface surface)
    {
        var owners = new Dictionary<Command, Magic>();
        var help = new HelpOption("--help", "-h", "-?") { Description = "Show this help" };
        var standard = (HelpAction)help.Action!;
        standard.MaxWidth = HelpWidth;
        help.Action = new HelpText(standard, surface);
        var command = Make(magic, $"#!{magic.Name}");
        command.Options.Insert(0, help);
        return (command, owners);

        OperationCommand Make(Magic one, string name)
        {
            var made = new OperationCommand(name, one.Summary, one.Examples);
            one.Define(made);
            foreach (var part in one.Parts)
                made.Subcommands.Add(Make(part, part.Name));
            owners[made] = one;
            return made;
        }
    }
}
