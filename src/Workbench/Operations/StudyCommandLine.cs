using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Workbench.Ablation;

namespace Workbench.Operations;

/// <summary>Shell command lines of studies.</summary>
internal static class StudyCommandLine
{
    /// <summary>The shell command that runs a study written in C#.</summary>
    public static string Of(Study study)
    {
        var defaults = new Study();
        var words = new List<string> { "ablate" };
        words.AddRange(study.Axes);
        Add("--base", study.Base, defaults.Base);
        Add("--task", study.Task, defaults.Task);
        Add("--data", study.Data, defaults.Data);
        Add("--init-from", study.InitFrom, defaults.InitFrom);
        Add("--seeds", study.SeedCount.ToString(CultureInfo.InvariantCulture), defaults.SeedCount.ToString(CultureInfo.InvariantCulture));
        foreach (var setting in study.Settings)
            words.AddRange(["--set", setting]);
        Add("--search", study.Search, defaults.Search);
        if (study.SkipInvalid)
            words.Add("--skip-invalid");
        Add("--match", study.Match, defaults.Match);
        Add("--tune", study.Tune, defaults.Tune);
        Add("--tune-seeds", $"{study.TuneSeeds}", $"{defaults.TuneSeeds}");
        foreach (var value in study.Baseline)
            words.AddRange(["--baseline", value]);
        Add("--epsilon", study.Epsilon, defaults.Epsilon);
        Add("--until", study.Until, defaults.Until);
        Add("--device", study.Device, defaults.Device);
        Add("--dtype", study.Dtype, defaults.Dtype);
        Add("--threads", study.Threads?.ToString(CultureInfo.InvariantCulture), null);
        foreach (var plugin in study.Plugins)
            words.AddRange(["--plugin", plugin]);
        return Of(words);

        void Add(string option, string? value, string? defaultValue)
        {
            if (value is not null && value != defaultValue)
                words.AddRange([option, value]);
        }
    }

    /// <summary>
    /// The shell command that is equivalent to a parsed line. The command's name is added, because the tokens of a magic do not contain it,
    /// and <c>--name</c> is removed, because it names a variable of the notebook.
    /// </summary>
    public static string Of(ParseResult parsed)
    {
        var words = new List<string> { "ablate" };
        for (var i = 0; i < parsed.Tokens.Count; i++)
        {
            if (parsed.Tokens[i] is { Type: TokenType.Option, Value: "--name" })
                i++;
            else if (parsed.Tokens[i].Type != TokenType.Command)
                words.Add(parsed.Tokens[i].Value);
        }
        return Of(words);
    }

    /// <summary>A shell command of words, quoted where necessary.</summary>
    public static string Of(IEnumerable<string> words) => CommandSurface.Shell.Call(string.Join(' ', words.Select(ShellWord.Of)));
}
