using System.CommandLine;
using System.CommandLine.Completions;
using Workbench.Configuration;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>Completions of the word at the cursor: commands, options, axes, variants.</summary>
public static class Completion
{
    /// <summary>The maximum number of candidates. Nobody reads a longer list; typing another letter narrows it.</summary>
    private const int MaxCandidates = 50;

    /// <summary>Complete words that can replace the word at the cursor.</summary>
    /// <param name="parsed">The words before the cursor.</param>
    /// <param name="word">The part of the word before the cursor.</param>
    public static IEnumerable<string> Of(ParseResult parsed, string word) => Candidates(parsed, word).Select(item => item.Label);

    /// <summary>The same completions, with a one-line description of those that have one.</summary>
    /// <param name="parsed">The words before the cursor.</param>
    /// <param name="word">The part of the word before the cursor.</param>
    internal static IEnumerable<CompletionItem> Candidates(ParseResult parsed, string word)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        ArgumentNullException.ThrowIfNull(word);
        var command = parsed.CommandResult.Command;
        if (word.StartsWith('-'))
            return Starting(
                word,
                command
                    .Options.Where(option => !option.Hidden)
                    .Select(option => new CompletionItem(option.Name, detail: option.Description))
                    .Append(new("--help"))
            );
        if (parsed.Tokens is [.., { Type: System.CommandLine.Parsing.TokenType.Option } last])
        {
            if (last.Value is "--set" or "--baseline")
                return Plain(SettingCompletion.Of(word));
            if (Values(last.Value) is { } values)
                return Starting(word, Plain(values));
        }
        // In every command, "axes" and "settings" are paths of the run's config.
        if (command.Arguments.Any(argument => argument.Name is "axes" or "settings"))
            return Plain(SettingCompletion.Of(word)).Concat(Starting(word, OfArguments(parsed)));
        return Starting(
            word,
            command
                .Subcommands.Where(one => !one.Hidden)
                .Select(one => new CompletionItem(one.Name, detail: one.Description))
                .Concat(OfArguments(parsed))
        );
    }

    /// <summary>Completions of the command's arguments that accept more values, without the values already given.</summary>
    private static IEnumerable<CompletionItem> OfArguments(ParseResult parsed)
    {
        var context = parsed.GetCompletionContext();
        return from argument in parsed.CommandResult.Command.Arguments
            let given = parsed.GetResult(argument)?.Tokens ?? []
            where given.Count < argument.Arity.MaximumNumberOfValues
            from item in argument.GetCompletions(context)
            where given.All(token => token.Value != item.Label)
            select item;
    }

    private static IEnumerable<CompletionItem> Plain(IEnumerable<string> words) => words.Select(one => new CompletionItem(one));

    private static IEnumerable<CompletionItem> Starting(string word, IEnumerable<CompletionItem> candidates) =>
        candidates
            .Where(candidate => candidate.Label.StartsWith(word, StringComparison.Ordinal))
            .DistinctBy(candidate => candidate.Label)
            .Take(MaxCandidates);

    /// <summary>The values of an option with a known set of values; null for other options, which the shell completes as files.</summary>
    private static IEnumerable<string>? Values(string option) =>
        option switch
        {
            "--base" => Models.ModelPresets.All.Keys,
            "--task" => Variants.NamesOf(typeof(Data.TaskConfig)),
            "--tokenizer" => Variants.NamesOf(typeof(Tokenizers.TokenizerConfig)),
            "--data" => Data.Catalogue.Entries.Select(entry => entry.Name),
            "--dtype" => DtypeName.Names,
            "--device" => ["cpu", "cuda"],
            "--state" => ["completed", "diverged", "failed", "interrupted"],
            "--family" => VariantProject.Families,
            "--part" => Enum.GetValues<AttentionPart>().Select(part => Names.EnumValue(part)),
            "--workers" => ["auto"],
            "--trial" => ["off", "20s", "60s"],
            _ => null,
        };
}
