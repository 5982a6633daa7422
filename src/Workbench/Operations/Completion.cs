using System.CommandLine;
using System.CommandLine.Completions;
using Workbench.Configuration;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>What the word at the cursor may become: commands, options, axes, variants.</summary>
public static class Completion
{
    /// <summary>More than a person reads through is not offered: another letter tells more.</summary>
    private const int Most = 50;

    /// <summary>Whole words, ready to replace the one at the cursor.</summary>
    /// <param name="parsed">The words before the cursor.</param>
    /// <param name="word">The word at the cursor, as far as it is written.</param>
    public static IEnumerable<string> Of(ParseResult parsed, string word) => Candidates(parsed, word).Select(item => item.Label);

    /// <summary>The same with a line on each, where there is something to say.</summary>
    /// <param name="parsed">The words before the cursor.</param>
    /// <param name="word">The word at the cursor, as far as it is written.</param>
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
        // Axes and settings are paths of the run's config, whichever command takes them.
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

    /// <summary>What the command's arguments offer of themselves, as far as they take more words, without those that are given.</summary>
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
            .Take(Most);

    /// <summary>Values of options that name things; null leaves it to the shell (files).</summary>
    private static IEnumerable<string>? Values(string option) =>
        option switch
        {
            "--base" => Models.ModelPresets.All.Keys,
            "--task" => Variants.NamesOf(typeof(Data.TaskConfig)),
            "--data" => Data.Catalogue.Entries.Select(entry => entry.Name),
            "--dtype" => DtypeName.Names,
            "--device" => ["cpu", "cuda"],
            "--state" => ["completed", "diverged", "failed", "interrupted"],
            "--workers" => ["auto"],
            _ => null,
        };
}
