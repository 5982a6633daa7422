using System.CommandLine;
using System.CommandLine.Parsing;
using Workbench.Configuration;

namespace Workbench.Operations;

/// <summary>
/// All faults of a command line. System.CommandLine reads an unknown option as values of a multi-value argument (<c>--sead 3</c> would be
/// two axes). Here every value that looks like an option is a fault, and the message suggests the nearest option.
/// </summary>
public static class ParseErrors
{
    /// <summary>Every fault of a parsed command line; empty when the command can run.</summary>
    /// <param name="parsed">The parsed line.</param>
    /// <param name="surface">Where the line was typed.</param>
    public static IReadOnlyList<Fault> Of(ParseResult parsed, CommandSurface surface)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        ArgumentNullException.ThrowIfNull(surface);
        var command = parsed.CommandResult.Command;
        var help = $"See {surface.PathOf(parsed.CommandResult)} --help";
        var faults = new List<Fault>();
        var strays = Strays(parsed).ToList();
        foreach (var token in strays)
            faults.Add(UnknownOption(token, parsed.CommandResult, help));

        // The value after an unknown option is an unmatched token too. It is not reported: the option is the cause.
        if (strays.Count > 0)
            return [.. faults, .. (command as OperationCommand)?.Besides(parsed) ?? []];
        var unmatched = parsed.UnmatchedTokens;
        if (unmatched.Count > 0 && command.Subcommands.Any(c => !c.Hidden))
        {
            var known = command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name).ToList();
            return [new Fault("unknown command", unmatched[0], string.Join(", ", known), Next(unmatched[0], known, help))];
        }
        foreach (var token in unmatched)
            faults.Add(new Fault("unexpected argument", token, null, help));
        if (unmatched.Count > 0)
            return faults;
        if (command.Subcommands.Count > 0 && command.Action is null)
            return
            [
                new Fault(
                    "a command is needed",
                    null,
                    string.Join(", ", command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name)),
                    help
                ),
            ];
        faults.AddRange(Empty(parsed.CommandResult).Select(option => new Fault("must not be empty", null, null, help, option)));
        faults.AddRange(parsed.Errors.Select(error => Explain(error, help)).Distinct());
        return faults;
    }

    private static IEnumerable<string> Strays(ParseResult parsed)
    {
        var literal = parsed.Tokens.SkipWhile(t => t.Type != TokenType.DoubleDash).Skip(1).Select(t => t.Value).ToList();
        var ofArguments = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens).Select(t => t.Value);
        return ofArguments.Concat(parsed.UnmatchedTokens).Where(t => t.Length > 1 && t[0] == '-' && !literal.Contains(t)).Distinct();
    }

    /// <summary>
    /// Options with an empty value, mostly from an unset shell variable. As a path, the empty value would mean the current folder. Only a
    /// prompt can be empty.
    /// </summary>
    private static IEnumerable<string> Empty(CommandResult command) =>
        command
            .Children.OfType<OptionResult>()
            .Where(option => option.Option.Name != "--prompt" && option.Tokens.Any(token => token.Value.Length == 0))
            .Select(option => option.Option.Name);

    private static Fault UnknownOption(string token, CommandResult command, string help)
    {
        var name = token.Split('=', ':')[0];
        var known = Options(command)
            .Where(o => !o.Hidden)
            .SelectMany(o => o.Aliases.Prepend(o.Name))
            .Where(n => n.StartsWith("--", StringComparison.Ordinal))
            .Distinct();
        return new Fault("unknown option", name, null, Next(name, known, help));
    }

    private static IEnumerable<Option> Options(CommandResult command)
    {
        var own = command.Command.Options.AsEnumerable();
        return command.Parent is CommandResult parent ? own.Concat(Options(parent).Where(o => o.Recursive)) : own;
    }

    private static string Next(string word, IEnumerable<string> known, string help) =>
        Nearest.Question(word, known) is { } question ? $"{question} {help}" : help;

    /// <summary>Replaces the messages of System.CommandLine, which name .NET types.</summary>
    private static Fault Explain(ParseError error, string help)
    {
        var (name, type, tokens) = error.SymbolResult switch
        {
            OptionResult option => (option.Option.Name, option.Option.ValueType, option.Tokens),
            ArgumentResult { Parent: OptionResult option } => (option.Option.Name, option.Option.ValueType, option.Tokens),
            ArgumentResult argument => (argument.Argument.Name, argument.Argument.ValueType, argument.Tokens),
            // The error of a missing required option belongs to the command; only the message has the option's name.
            CommandResult command
                when command.Command.Options.FirstOrDefault(option =>
                    option.Required && error.Message.Contains($"'{option.Name}'", StringComparison.Ordinal)
                )
                    is { } option => (option.Name, null, []),
            _ => (null, null, []),
        };
        if (
            error.SymbolResult is ArgumentResult { Argument: { } limited, Tokens: [{ } word] }
            && error.Message.Contains("Must be one of", StringComparison.Ordinal)
        )
        {
            var known = limited.GetCompletions(System.CommandLine.Completions.CompletionContext.Empty).Select(item => item.Label).ToList();
            return new Fault("unknown value", word.Value, string.Join(", ", known), Next(word.Value, known, help), name);
        }
        if (name is null)
            return new Fault(Sentence(error.Message), null, null, help);
        var got = tokens.Count > 0 ? string.Join(' ', tokens.Select(token => token.Value)) : null;
        type = type is null ? null : Nullable.GetUnderlyingType(type) ?? type;
        return (type, got) switch
        {
            (null, _) => new Fault("must be given", null, null, help, name),
            (_, null) => new Fault(
                error.SymbolResult
                    is OptionResult { IdentifierToken: not null }
                        or ArgumentResult { Parent: OptionResult { IdentifierToken: not null } }
                    ? "needs a value"
                    : "must be given",
                null,
                null,
                help,
                name
            ),
            ({ IsEnum: true }, _) => new Fault(
                "unknown value",
                got,
                string.Join(", ", Enum.GetNames(type).Select(value => value.ToLowerInvariant())),
                help,
                name
            ),
            _ when type == typeof(int) || type == typeof(long) => new Fault("must be a whole number", got, null, help, name),
            _ when type == typeof(double) => new Fault("must be a number", got, null, help, name),
            _ => new Fault(Sentence(error.Message), null, null, help, name),
        };
    }

    private static string Sentence(string message) =>
        message.TrimEnd('.') is { Length: > 0 } text ? char.ToLowerInvariant(text[0]) + text[1..] : message;
}
