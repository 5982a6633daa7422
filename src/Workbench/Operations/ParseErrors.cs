using System.CommandLine;
using System.CommandLine.Parsing;
using Workbench.Configuration;

namespace Workbench.Operations;

/// <summary>
/// What is wrong with a command line, all at once. System.CommandLine lets an argument of many values swallow an unknown option (<c>--sead
/// 3</c> would be two axes); here whatever looks like an option and is none is refused, with the nearest one.
/// </summary>
public static class ParseErrors
{
    /// <summary>Every fault of a parsed line; none when it can run.</summary>
    /// <param name="parsed">The line.</param>
    /// <param name="surface">Where it was typed.</param>
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

        // After an unknown option its value stands alone; naming that too would only confuse.
        if (strays.Count > 0)
            return [.. faults, .. (command as OperationCommand)?.Besides(parsed) ?? []];
        var unmatched = parsed.UnmatchedTokens;
        if (unmatched.Count > 0 && command.Subcommands.Any(c => !c.Hidden))
        {
            var known = command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name).ToList();
            return [new Fault("unknown command", unmatched[0], string.Join(", ", known), Next(unmatched[0], known, help))];
        }
        foreach (var token in unmatched)
            faults.Add(new Fault("nothing is expected here", token, null, help));
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
        faults.AddRange(
            Empty(parsed.CommandResult).Select(option => new Fault("needs a value that is not empty", null, null, help, option))
        );
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
    /// Options with "" after them, mostly a shell variable that is not set; as a path that would be the current folder. A prompt may be
    /// empty.
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

    /// <summary>System.CommandLine speaks of .NET types; a user has words, numbers and names.</summary>
    private static Fault Explain(ParseError error, string help)
    {
        var (name, type, tokens) = error.SymbolResult switch
        {
            OptionResult option => (option.Option.Name, option.Option.ValueType, option.Tokens),
            ArgumentResult { Parent: OptionResult option } => (option.Option.Name, option.Option.ValueType, option.Tokens),
            ArgumentResult argument => (argument.Argument.Name, argument.Argument.ValueType, argument.Tokens),
            // A required option that is missing has no result of its own.
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
            return new Fault("must be one of a few words", word.Value, string.Join(", ", known), Next(word.Value, known, help), name);
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
                "must be one of its values",
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
