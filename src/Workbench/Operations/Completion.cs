using System.CommandLine;
using Workbench.Configuration;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>What the word at the cursor may become: commands, options, axes, variants.</summary>
public static class Completion
{
    /// <summary>Whole words, ready to replace the one at the cursor.</summary>
    /// <param name="parsed">The words before the cursor.</param>
    /// <param name="word">The word at the cursor, as far as it is written.</param>
    public static IEnumerable<string> Of(ParseResult parsed, string word)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        ArgumentNullException.ThrowIfNull(word);
        var command = parsed.CommandResult.Command;
        if (word.StartsWith('-'))
            return Starting(word, command.Options.Where(option => !option.Hidden).Select(option => option.Name).Append("--help"));
        if (parsed.Tokens is [.., { Type: System.CommandLine.Parsing.TokenType.Option } last])
        {
            if (last.Value is "--set" or "--baseline")
                return SettingCompletion.Of(word);
            if (Values(last.Value) is { } values)
                return Starting(word, values);
        }
        // Axes and settings are paths of the run's config, whichever command takes them.
        if (command.Arguments.Any(argument => argument.Name is "axes" or "settings"))
            return SettingCompletion.Of(word).Concat(Starting(word, Of(command)));
        var subcommands = command.Subcommands.Where(one => !one.Hidden).Select(one => one.Name);
        return Starting(word, subcommands.Concat(Of(command)));
    }

    /// <summary>What the command's arguments offer of themselves.</summary>
    private static IEnumerable<string> Of(Command command) =>
        command.Arguments.SelectMany(argument => argument.GetCompletions(System.CommandLine.Completions.CompletionContext.Empty)).Select(item => item.Label);

    private static IEnumerable<string> Starting(string word, IEnumerable<string> candidates) =>
        candidates.Where(candidate => candidate.StartsWith(word, StringComparison.Ordinal)).Distinct();

    /// <summary>Values of options that name things; null leaves it to the shell (files).</summary>
    private static IEnumerable<string>? Values(string option) => option switch
    {
        "--base" => Models.Presets.ModelPresets.All.Keys,
        "--task" => Variants.NamesOf(typeof(Data.TaskConfig)),
        "--data" => Data.Catalogue.Entries.Select(entry => entry.Name),
        "--dtype" => DtypeName.Names,
        "--device" => ["cpu", "cuda"],
        "--state" => ["completed", "diverged", "failed", "interrupted"],
        "--workers" => ["auto"],
        _ => null,
    };
}
